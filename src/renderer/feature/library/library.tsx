import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { ToggleButton } from 'react-aria-components'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { SearchBox } from '../../component/search-box.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { useBytes } from '../../component/number.tsx'
import { Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { StartList } from '../../component/start-list.tsx'
import { useText } from '../../component/text.ts'
import { SCREENFUL, useGrown } from '../../component/use-grown.ts'
import { conditionOf, isProblem } from '../../state/condition.ts'
import { useMirrors, useMirrorTypes } from '../../state/mirror.ts'
import { Starts } from '../../component/starts.tsx'
import { FirstSteps } from './first-steps.tsx'
import { MirrorRow } from './mirror-row.tsx'
import { arrange, SORTS } from './sort.ts'
import type { Sort } from './sort.ts'

export interface LibrarySearch {
  q?: string
  sort?: Sort
  /** Only those somebody should look at. */
  health?: 'problem' | undefined
}

/** All mirrors. Filter and order live in the address. */
export function Library({ search }: { search: LibrarySearch }) {
  const t = useText()
  const navigate = useNavigate()
  const query = useMirrors()
  const count = query.data?.length ?? 0
  return (
    <Page
      title={t('ui.library.title')}
      lead={count > 0 && <Totals mirrors={query.data ?? []} />}
      actions={
        count > 0 && (
          <Button look="primary" icon={Plus} onPress={() => void navigate({ to: '/add' })}>
            {t('ui.library.add')}
          </Button>
        )
      }
      bar={count > 0 && <Filter search={search} />}
    >
      {search.q === undefined && search.health === undefined && <FirstSteps />}
      <QueryView query={query}>
        {(mirrors) => (mirrors.length === 0 ? <FirstMirror /> : <List mirrors={mirrors} search={search} />)}
      </QueryView>
    </Page>
  )
}

function Totals({ mirrors }: { mirrors: readonly MirrorBody[] }) {
  const t = useText()
  const bytes = useBytes()
  const stored = mirrors.reduce((sum, mirror) => sum + mirror.size.stored, 0)
  return <span className="num">{t('ui.library.totals', { count: mirrors.length, stored: bytes(stored) })}</span>
}

function Filter({ search }: { search: LibrarySearch }) {
  const t = useText()
  const navigate = useNavigate()
  const go = (change: LibrarySearch): void =>
    void navigate({ to: '/', search: { ...search, ...change }, replace: true })
  return (
    <div className="flex flex-wrap items-center gap-3 pb-4">
      <SearchBox
        id="filter"
        label={t('ui.library.filter')}
        value={search.q ?? ''}
        onChange={(q) => go({ q: q || undefined })}
      />
      <SelectMenu
        label={t('ui.library.sort')}
        value={search.sort ?? 'name'}
        onChange={(sort) => go({ sort: sort === 'name' ? undefined : sort })}
        options={SORTS.map((sort) => ({ value: sort, label: t(`ui.library.sort.${sort}`) }))}
      />
      <ToggleButton
        isSelected={search.health === 'problem'}
        onChange={(only) => go({ health: only ? 'problem' : undefined })}
        className="min-h-8 rounded-md border border-line bg-raised px-2.5 text-sm hover:bg-hover data-selected:border-accent data-selected:bg-accent-soft data-selected:font-semibold"
      >
        {t('ui.library.problems')}
      </ToggleButton>
    </div>
  )
}

function List({ mirrors, search }: { mirrors: readonly MirrorBody[]; search: LibrarySearch }) {
  const t = useText()
  const navigate = useNavigate()
  const types = useMirrorTypes().data
  const isGrown = useGrown()
  const wanted = search.health ? mirrors.filter((mirror) => isProblem(conditionOf(mirror))) : mirrors
  const shown = arrange(wanted, search.q ?? '', search.sort ?? 'name')
  if (shown.length === 0)
    return (
      <Empty title={search.health ? t('ui.library.no_problem') : t('ui.library.no_match', { filter: search.q ?? '' })}>
        <Button onPress={() => void navigate({ to: '/', search: {}, replace: true })}>{t('ui.library.clear')}</Button>
      </Empty>
    )
  return (
    <ul className="flex flex-col gap-2.5">
      {shown.slice(0, isGrown ? shown.length : SCREENFUL).map((mirror) => (
        <MirrorRow
          key={mirror.repository}
          mirror={mirror}
          type={types?.find((one) => one.pulp_type === mirror.pulp_type)?.label ?? mirror.pulp_type}
        />
      ))}
    </ul>
  )
}

function FirstMirror() {
  const t = useText()
  const types = useMirrorTypes()
  return (
    <Empty title={t('ui.library.empty')}>
      <Starts />
      <div className="w-full max-w-5xl text-start">
        <Section title={t('ui.add.by_type')}>
          <QueryView query={types}>{(list) => <StartList types={list} />}</QueryView>
        </Section>
      </div>
    </Empty>
  )
}
