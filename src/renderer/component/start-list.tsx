import type { MirrorFieldKind, MirrorSource, MirrorType } from '#shared/api/mirror'
import { StartCard } from './start-card.tsx'

/** Starts that ask for least come first: a file that is at hand, then names, then an address. */
const ORDER: readonly MirrorFieldKind[] = ['file-text', 'string-list']

function rank({ fields }: MirrorSource): number {
  const index = ORDER.findIndex((kind) => fields.some((field) => field.required && field.kind === kind))
  return index < 0 ? ORDER.length : index
}

/** Every start the plugins declare. */
export function StartList({ types }: { types: readonly MirrorType[] }) {
  const starts = types.flatMap((type) => type.sources.map((source) => ({ type, source })))
  return (
    <ul className="grid w-full max-w-5xl grid-cols-[repeat(auto-fit,minmax(15rem,1fr))] gap-3">
      {starts
        .toSorted((a, b) => rank(a.source) - rank(b.source))
        .map(({ type, source }) => (
          <li key={`${type.pulp_type} ${source.id}`}>
            <StartCard plugin={type.plugin} type={type.label} source={source} />
          </li>
        ))}
    </ul>
  )
}
