import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { SearchPage, SearchResult } from '#shared/api/search'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { useBytes } from '../../component/number.tsx'
import { Page } from '../../component/page.tsx'
import { plain } from '../../component/plain.ts'
import { QueryView } from '../../component/query-view.tsx'
import { SearchBox } from '../../component/search-box.tsx'
import { FileStateLabel } from '../../component/status.tsx'
import { useText } from '../../component/text.ts'
import { idOf } from '../../state/href.ts'
import { useSearch } from '../../state/search.ts'
import { rangesText } from './ranges.ts'

/** Milliseconds from one question to the next; the first key after a rest is asked for at once. */
const PAUSE = 150

/** Where a package or file is: in which mirrors, in which of their versions, and whether its file is here. */
export function Search({ q }: { q: string }) {
  const t = useText()
  const query = useSearch(q)
  const first = q === '' ? undefined : query.data?.pages[0]
  return (
    <Page title={t('ui.search.title')} lead={first && <Found page={first} />} bar={<Field q={q} />}>
      {q === '' ? (
        <Empty title={t('ui.search.empty')} />
      ) : (
        <QueryView query={query}>
          {({ pages }) => (
            <Results q={q} results={pages.flatMap(({ results }) => results)}>
              {query.hasNextPage && (
                <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  {t('ui.search.more')}
                </Button>
              )}
            </Results>
          )}
        </QueryView>
      )}
    </Page>
  )
}

function Found({ page }: { page: SearchPage }) {
  const t = useText()
  return (
    <output className="num">{t(page.more ? 'ui.search.found_more' : 'ui.search.found', { count: page.count })}</output>
  )
}

/** The words live in the address, so that a result can be gone back to. */
function Field({ q }: { q: string }) {
  const t = useText()
  const navigate = useNavigate()
  const [text, setText] = useState(q)
  const asked = useRef(0)
  useEffect(() => {
    const wanted = text.trim()
    if (wanted === q) return
    const ask = (): void => {
      asked.current = Date.now()
      void navigate({ to: '/search', search: { q: wanted || undefined }, replace: true })
    }
    const timer = setTimeout(ask, asked.current + PAUSE - Date.now())
    return () => clearTimeout(timer)
  }, [text, q, navigate])
  return (
    <div className="pb-4">
      <SearchBox label={t('ui.search.field')} value={text} onChange={setText} width="w-120" />
    </div>
  )
}

function Results({ q, results, children }: { q: string; results: readonly SearchResult[]; children: ReactNode }) {
  const t = useText()
  if (results.length === 0) return <Empty title={t('ui.search.none', { q })} />
  return (
    <div className="flex flex-col gap-4">
      <ul className="card divide-y divide-line">
        {results.map((result) => (
          <Result key={`${result.prn} ${result.name}`} result={result} />
        ))}
      </ul>
      {children && <div>{children}</div>}
    </div>
  )
}

function Result({ result }: { result: SearchResult }) {
  const { name, files, mirrors } = result
  const bytes = useBytes()
  const sizes = files.flatMap(({ size }) => (size === null ? [] : [size]))
  const states = [...new Set(files.map(({ state }) => state))]
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="min-w-48 flex-1 font-semibold">
          <MiddleText text={name} tail={24} />
        </h2>
        {sizes.length > 0 && (
          <span className="num text-sm text-ink-mute">{bytes(sizes.reduce((sum, size) => sum + size, 0))}</span>
        )}
        {states.map((state) => (
          <FileStateLabel key={state} value={state} />
        ))}
      </div>
      <ul className="flex flex-col gap-1 text-sm">
        {mirrors.map((mirror) => (
          <Place key={mirror.name} result={result} mirror={mirror} />
        ))}
      </ul>
    </li>
  )
}

/** A mirror that has or had it; the link leads to its details there. */
function Place({ result, mirror }: { result: SearchResult; mirror: SearchResult['mirrors'][number] }) {
  const t = useText()
  const versions = rangesText(mirror.versions)
  const count = mirror.versions.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return (
    <li className="flex flex-wrap gap-x-3">
      {mirror.repository === null ? (
        <bdi>{plain(mirror.name)}</bdi>
      ) : (
        <Link
          to="/mirrors/$id/$tab"
          params={{ id: idOf(mirror.repository), tab: 'contents' }}
          search={{
            type: result.pulp_type,
            version: mirror.present ? undefined : mirror.versions.at(-1)?.last,
            unit: result.pulp_href ?? undefined,
          }}
          className="rounded-sm font-medium text-accent hover:underline"
        >
          <bdi>{plain(mirror.name)}</bdi>
        </Link>
      )}
      <span className="text-ink-mute">
        {t(mirror.present ? 'ui.search.versions' : 'ui.search.versions_gone', { count, versions })}
      </span>
    </li>
  )
}
