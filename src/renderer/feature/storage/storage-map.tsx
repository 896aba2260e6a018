import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { StorageBody } from '#shared/api/storage'
import { Empty } from '../../component/empty.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { Bytes, useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { ScrollRegion } from '../../component/scroll-region.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { fillOf, StackedBar, Swatch } from '../../component/stacked-bar.tsx'
import { useText } from '../../component/text.ts'

const VIEWS = ['mirror', 'type', 'age'] as const
type View = (typeof VIEWS)[number]

interface Line {
  id: string
  label: string
  name: ReactNode
  /** Bytes that count for this line alone. */
  bytes: number
  files: number | null
  /** Further cells of the table. */
  cells?: readonly ReactNode[]
}

/** By mirror, type or age: one bar, and the same as a table. */
export function StorageMap({ storage }: { storage: StorageBody }) {
  const t = useText()
  const [view, setView] = useState<View>('mirror')
  const mirrors = useMirrorLines(storage)
  const types = useTypeLines(storage)
  const ages = useAgeLines(storage)
  const lines = { mirror: mirrors, type: types, age: ages }[view]
  const heads = view === 'mirror' ? [t('ui.storage.all_files'), t('ui.storage.not_downloaded')] : []
  return (
    <Section
      title={t('ui.storage.map')}
      actions={
        <SelectMenu
          label={t('ui.storage.by')}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: t(`ui.storage.by.${value}`) }))}
        />
      }
    >
      {storage.stored === 0 && storage.mirrors.length === 0 ? (
        <Empty title={t('ui.storage.empty')} />
      ) : (
        <div className="flex flex-col gap-3">
          <StackedBar
            label={t('ui.storage.map.label', { by: t(`ui.storage.by.${view}`) })}
            parts={lines.map(({ id, label, bytes }) => ({ id, label, value: bytes }))}
          />
          <LineTable lines={lines} heads={heads} total={storage.stored} />
        </div>
      )}
    </Section>
  )
}

function LineTable({ lines, heads, total }: { lines: readonly Line[]; heads: readonly string[]; total: number }) {
  const t = useText()
  const intl = useIntl()
  const percent = (value: number): string =>
    intl.formatNumber(total === 0 ? 0 : value / total, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <ScrollRegion label={t('ui.storage.map')} className="card max-h-96 text-sm">
      <table className="w-full">
        <thead className="sticky top-0 bg-sunken text-xs text-ink-mute">
          <tr>
            <th scope="col" className="px-3 py-2 text-start font-semibold">
              {t('ui.storage.name')}
            </th>
            {[t('ui.storage.alone'), t('ui.storage.share'), t('ui.storage.count'), ...heads].map((head) => (
              <th key={head} scope="col" className="px-3 py-2 text-end font-semibold whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {lines.map((line, index) => (
            <tr key={line.id}>
              <th scope="row" className="max-w-0 min-w-48 px-3 py-2 text-start font-normal" style={{ width: '45%' }}>
                <span className="flex min-w-0 items-center" data-fill={fillOf(index)}>
                  <Swatch index={index} />
                  <span className="min-w-0 flex-1">{line.name}</span>
                </span>
              </th>
              <td className="px-3 py-2 text-end">
                <Bytes value={line.bytes} />
              </td>
              <td className="num px-3 py-2 text-end">{percent(line.bytes)}</td>
              <td className="num px-3 py-2 text-end">{line.files === null ? '' : intl.formatNumber(line.files)}</td>
              {heads.map((head, at) => (
                <td key={head} className="num px-3 py-2 text-end">
                  {line.cells?.[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function useMirrorLines({ mirrors, shared, unused }: StorageBody): Line[] {
  const t = useText()
  const intl = useIntl()
  const bytes = useBytes()
  const rest = [
    { id: 'shared', bytes: shared, label: t('ui.storage.shared') },
    { id: 'unused', bytes: unused, label: t('ui.storage.unused') },
  ]
  return [
    ...mirrors.map((mirror): Line => {
      const label = mirror.in_trash ? t('ui.storage.in_trash', { name: mirror.name }) : mirror.name
      return {
        id: mirror.id,
        label,
        name: mirror.in_trash ? (
          <MiddleText text={label} />
        ) : (
          <Link to="/mirrors/$id/$tab" params={{ id: mirror.id, tab: 'overview' }} className="block hover:underline">
            <MiddleText text={label} />
          </Link>
        ),
        bytes: mirror.own,
        files: mirror.files,
        cells: [
          bytes(mirror.stored),
          mirror.unknown > 0
            ? t('ui.storage.at_least', { size: bytes(mirror.not_downloaded), count: intl.formatNumber(mirror.unknown) })
            : bytes(mirror.not_downloaded),
        ],
      }
    }),
    ...rest.map((one): Line => ({ ...one, name: one.label, files: null })),
  ]
}

function useTypeLines({ types }: StorageBody): Line[] {
  const t = useText()
  const labelOf = (type: string): string => {
    if (type === '') return t('ui.storage.type.none')
    return type === 'core.publishedmetadata' ? t('ui.storage.type.index') : type
  }
  return types.map((one) => ({ id: one.type, label: labelOf(one.type), name: labelOf(one.type), ...one }))
}

function useAgeLines({ ages }: StorageBody): Line[] {
  const t = useText()
  const last = ages.findLast(({ days }) => days !== null)?.days ?? 0
  return ages.map(({ days, bytes, files }) => {
    const label = days === null ? t('ui.storage.older', { days: last }) : t('ui.storage.age', { days })
    return { id: String(days), label, name: label, bytes, files }
  })
}
