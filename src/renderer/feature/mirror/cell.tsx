import { useCallback } from 'react'
import type { ContentColumn } from '#shared/api/contents'
import { useBytes } from '../../component/number.tsx'
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
export function cellText(value: unknown, longest?: number): string {
  if (value === null || value === undefined) return ''
  return plain(typeof value === 'object' ? JSON.stringify(value) : String(value), longest)
}

/** More than the widest column shows; to lay out all of a text that nobody sees would take its time with each row. */
const LONGEST_IN_ROW = 500

/** The same in a row of a table; the details of a unit have all of it. */
export function rowText(value: unknown): string {
  return cellText(value, LONGEST_IN_ROW)
}

/** What a cell of a column says. */
export function useCellText(): (value: unknown, kind: ContentColumn['kind']) => string {
  const bytes = useBytes()
  return useCallback(
    (value, kind) => {
      if (kind === 'bytes') return typeof value === 'number' ? bytes(value) : ''
      const text = rowText(value)
      return kind === 'digest' ? truncateMiddle(text, 21) : text
    },
    [bytes],
  )
}
