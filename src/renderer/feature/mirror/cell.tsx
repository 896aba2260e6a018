import type { ContentColumn } from '#shared/api/contents'
import { Bytes } from '../../component/number.tsx'
import { plain } from '../../component/plain.ts'
import type { TextId, Translate } from '../../component/text.ts'
import { truncateMiddle } from '../../component/truncate.ts'

const LABELS: Readonly<Record<string, TextId>> = {
  name: 'ui.column.name',
  package: 'ui.column.package',
  source: 'ui.column.source',
  version: 'ui.column.version',
  architecture: 'ui.column.architecture',
  section: 'ui.column.section',
  relative_path: 'ui.column.path',
  size: 'ui.column.size',
  license: 'ui.column.license',
}

/** What a column is called: in words where there are any, else by the name of its field. */
export function columnLabel(t: Translate, { field, kind }: Pick<ContentColumn, 'field' | 'kind'>): string {
  if (LABELS[field]) return t(LABELS[field])
  return kind === 'digest' ? t('ui.column.digest', { name: field }) : fieldWords(field)
}

/** The name of a field as words. */
export function fieldWords(field: string): string {
  const words = field.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A type of content as words: `deb.release_file` is a release file. */
export function typeWords(type: string): string {
  return fieldWords(type.slice(type.indexOf('.') + 1))
}

/** A field's value as one line. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return plain(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

export function Cell({ value, kind }: { value: unknown; kind: ContentColumn['kind'] }) {
  if (kind === 'bytes') return typeof value === 'number' ? <Bytes value={value} /> : null
  const text = cellText(value)
  if (kind !== 'digest') return <span title={text}>{text}</span>
  return (
    <span className="font-mono text-xs text-ink-soft" title={text}>
      {truncateMiddle(text, 21)}
    </span>
  )
}
