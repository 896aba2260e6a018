import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SearchResult } from '#shared/api/search'
import { plain } from '../../component/plain.ts'
import { QueryView } from '../../component/query-view.tsx'
import { Section } from '../../component/page.tsx'
import { SearchBox } from '../../component/search-box.tsx'
import { useText } from '../../component/text.ts'
import { idOf } from '../../state/href.ts'
import { useSearch } from '../../state/search.ts'
import { useDebounced } from '../../component/use-debounced.ts'

const PAUSE = 250
const SHOWN = 8

/** From the name of a file to the chain that makes it believed. */
export function FindFile() {
  const t = useText()
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim(), PAUSE)
  const query = useSearch(q)
  return (
    <Section title={t('ui.origin.find')}>
      <div className="card flex flex-col gap-3 px-4 py-3 text-sm">
        <p className="text-ink-soft">{t('ui.origin.find.about')}</p>
        <SearchBox label={t('ui.origin.find.label')} value={typed} onChange={setTyped} width="w-96" />
        {q !== '' && (
          <QueryView query={query}>
            {({ pages }) => <Found results={pages.flatMap(({ results }) => results)} />}
          </QueryView>
        )}
      </div>
    </Section>
  )
}

function Found({ results }: { results: readonly SearchResult[] }) {
  const t = useText()
  const places = results.flatMap(({ name, pulp_href: unit, pulp_type: type, mirrors }) =>
    mirrors.flatMap((mirror) =>
      unit !== null && mirror.repository !== null && mirror.present
        ? [{ name, unit, type, mirror: mirror.name, id: idOf(mirror.repository) }]
        : [],
    ),
  )
  if (places.length === 0) return <output className="text-ink-mute">{t('ui.origin.find.none')}</output>
  return (
    <ul aria-label={t('ui.origin.find')} className="flex flex-col gap-1">
      {places.slice(0, SHOWN).map(({ name, unit, type, mirror, id }) => (
        <li key={`${id} ${unit} ${name}`} className="wrap-anywhere">
          <Link
            to="/mirrors/$id/$tab"
            params={{ id, tab: 'contents' }}
            search={{ type, unit }}
            className="rounded-sm font-medium text-accent hover:underline"
          >
            {plain(name)}
          </Link>{' '}
          <span className="text-ink-mute">{t('ui.origin.find.in', { mirror })}</span>
        </li>
      ))}
    </ul>
  )
}
