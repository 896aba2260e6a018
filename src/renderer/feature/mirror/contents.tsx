import { Link, useNavigate } from '@tanstack/react-router'
import { ListChecks, Search, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useIntl } from 'react-intl'
import { Button as ClearButton, Input, SearchField } from 'react-aria-components'
import type { ContentsPage } from '#shared/api/contents'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useTable } from '../../state/contents.ts'
import type { TableAsked } from '../../state/contents.ts'
import { useVersion } from '../../state/version.ts'
import type { VersionBody } from '../../state/version.ts'
import { typeWords } from './cell.tsx'
import { ContentsTable } from './contents-table.tsx'
import { DropArea } from './hand/drop-area.tsx'
import { SelectionBar } from './hand/selection-bar.tsx'
import { useHand } from './hand/use-hand.tsx'
import type { HandView } from './hand/use-hand.tsx'
import type { Hand, MirrorSearch } from './mirror-search.ts'
import { UnitDrawer } from './unit-drawer.tsx'

/** Letters from which on names are searched within. */
const INDEXED = 3

interface ContentsProps {
  mirror: MirrorBody
  id: string
  search: MirrorSearch
}

/** The content units of one version, as a table of any length. */
export function Contents({ mirror, id, search }: ContentsProps) {
  const t = useText()
  const latest = mirror.latest_version
  const isOld = search.version !== undefined && search.version !== latest?.number
  const href =
    search.version === undefined ? (latest?.pulp_href ?? null) : `${mirror.repository}versions/${search.version}/`
  const version = useVersion(href)
  const navigate = useNavigate()
  const onHand = (hand: Hand | undefined): void =>
    void navigate({
      to: '/mirrors/$id/$tab',
      params: { id, tab: 'contents' },
      search: { ...search, hand },
      replace: true,
    })
  const hand = useHand({ mirror, id, hand: search.hand, isNewest: !isOld, onHand })
  if (!href) return <Empty title={t('ui.contents.empty')} />
  return (
    <DropArea isDisabled={!hand.canDrop} onFiles={hand.onDrop} look="flex min-h-0 flex-1 flex-col">
      {hand.refusal}
      {hand.dialog}
      <QueryView query={version}>
        {(data) => (
          <>
            {isOld && (
              <p className="mb-3 text-sm text-ink-soft">
                {t('ui.contents.old', { number: data.number })}{' '}
                <Link to="/mirrors/$id/$tab" params={{ id, tab: 'contents' }} className="text-accent hover:underline">
                  {t('ui.contents.newest')}
                </Link>
              </p>
            )}
            <Types mirror={mirror} version={data} id={id} search={search} hand={hand} />
          </>
        )}
      </QueryView>
    </DropArea>
  )
}

interface TypesProps extends ContentsProps {
  version: VersionBody
  hand: HandView
}

/** One table per content type; a choice appears when there is more than one. */
function Types({ mirror, version, id, search, hand }: TypesProps) {
  const t = useText()
  const intl = useIntl()
  const present = Object.entries(version.content_summary.present)
  const chosen = present.find(([type]) => type === search.type) ?? present[0]
  if (!chosen) return <Empty title={t(hand.canDrop ? 'ui.hand.empty' : 'ui.contents.empty')}>{hand.buttons}</Empty>
  const [type] = chosen
  return (
    <>
      {present.length > 1 && (
        <nav aria-label={t('ui.contents.types')} className="mb-3 flex flex-wrap gap-2">
          {present.map(([name, summary]) => (
            <Link
              key={name}
              to="/mirrors/$id/$tab"
              params={{ id, tab: 'contents' }}
              search={{ version: search.version, q: search.q, type: name }}
              aria-current={name === type ? 'true' : undefined}
              className="num rounded-md border border-line px-2.5 py-1 text-sm aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft"
            >
              {typeWords(name)} <span className="text-ink-mute">{intl.formatNumber(summary.count)}</span>
            </Link>
          ))}
        </nav>
      )}
      <Units mirror={mirror} id={id} search={search} version={version} type={type} hand={hand} />
    </>
  )
}

/** The search, the table and the details of what was chosen in it; all of them are in the address. */
function Units({ mirror, id, search, version, type, hand }: TypesProps & { type: string }) {
  const t = useText()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(search.q ?? '')
  const q = useDeferredValue(typed).trim()
  const asked: TableAsked = { id, version: version.number, type, ordering: search.sort ?? '', q }
  const first = useTable(asked)
  const go = (part: Partial<MirrorSearch>): void =>
    void navigate({
      to: '/mirrors/$id/$tab',
      params: { id, tab: 'contents' },
      search: { ...search, ...part },
      replace: true,
    })
  const find = (text: string): void => {
    setTyped(text)
    go({ q: text.trim() || undefined, at: undefined })
  }
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null)
  const picking = hand.byHand && picked
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Find value={typed} onChange={find} />
        <Count page={first.data} q={q} />
        <div className="ms-auto flex gap-2">
          {hand.byHand && (
            <Button icon={picking ? X : ListChecks} onPress={() => setPicked(picking ? null : new Set())}>
              {t(picking ? 'ui.pick.end' : 'ui.pick.begin')}
            </Button>
          )}
          {hand.buttons}
        </div>
      </div>
      {hand.byHand && picking && (
        <SelectionBar
          mirror={mirror}
          byHand={hand.byHand}
          version={version.number}
          units={picking}
          onDone={() => setPicked(null)}
        />
      )}
      {first.error && <ProblemNotice error={first.error} onRetry={() => void first.refetch()} />}
      {first.data && (
        <ContentsTable
          key={`${version.number} ${type} ${q} ${first.data.ordering}`}
          asked={asked}
          first={first.data}
          start={search.at ?? 0}
          onSort={(sort) => go({ sort, at: undefined })}
          onOpen={(unit) => go({ unit })}
          picked={picking || null}
          onPick={setPicked}
          onPlace={(at) => go({ at: at === 0 ? undefined : at })}
        />
      )}
      <UnitDrawer
        href={search.unit ?? null}
        mirror={mirror}
        version={version.pulp_href}
        canRemove={hand.byHand !== null}
        onClose={() => go({ unit: undefined })}
      />
    </>
  )
}

function Find({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useText()
  return (
    <SearchField
      aria-label={t('ui.contents.find')}
      value={value}
      onChange={onChange}
      className="group relative w-80 max-w-full"
    >
      <Search aria-hidden className="absolute start-2.5 top-2.5 size-4 text-ink-mute" />
      <Input placeholder={t('ui.contents.find')} className="field-box w-full ps-8 pe-8" spellCheck={false} />
      <ClearButton
        aria-label={t('ui.contents.clear')}
        className="absolute end-1.5 top-1.5 flex size-6 items-center justify-center rounded-sm text-ink-mute group-data-empty:hidden hover:bg-hover"
      >
        <X aria-hidden className="size-4" />
      </ClearButton>
    </SearchField>
  )
}

/** How many there are, or were found. */
function Count({ page, q }: { page: ContentsPage | undefined; q: string }) {
  const t = useText()
  if (!page) return null
  const id = q === '' ? 'ui.contents.count' : q.length < INDEXED ? 'ui.contents.begin' : 'ui.contents.found'
  const text = t(page.more ? 'ui.contents.more' : id, { count: page.count })
  return <output className="num text-sm text-ink-mute">{text}</output>
}
