import type { MirrorType } from '#shared/api/mirror'
import { StartCard } from './start-card.tsx'

/** Every start the plugins declare. */
export function StartList({ types }: { types: readonly MirrorType[] }) {
  return (
    <ul className="grid w-full max-w-5xl grid-cols-[repeat(auto-fit,minmax(15rem,1fr))] gap-3">
      {types.flatMap((type) =>
        type.sources.map((source) => (
          <li key={`${type.pulp_type} ${source.id}`}>
            <StartCard plugin={type.plugin} type={type.label} source={source} />
          </li>
        )),
      )}
    </ul>
  )
}
