import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { plain } from '../../component/plain.ts'
import { useText } from '../../component/text.ts'
import { shortenDigests } from '../../component/truncate.ts'
import { idOf } from '../../state/href.ts'
import { useQuarantine } from '../../state/mirror.ts'
import { type LeftOut as Files, leftOutOf } from '../../state/warning.ts'

interface LeftOutProps {
  task: TaskBody
  mirror: MirrorBody | null
  isOpen: boolean
}

/** The files a sync could not get: how many, and each with the reason and what to do when opened. */
export function LeftOut({ task, mirror, isOpen }: LeftOutProps) {
  const t = useText()
  const files = leftOutOf(task)
  if (files === null) return null
  return (
    <div className="mt-1 text-sm md:ps-32">
      <p className="font-medium text-warn">{t('ui.task.left_out', { count: files.count })}</p>
      {isOpen && <Reasons files={files} mirror={mirror} />}
    </div>
  )
}

/** What is still missing says why; what a later sync got is named only. */
function Reasons({ files: { count, paths }, mirror }: { files: Files; mirror: MirrorBody | null }) {
  const t = useText()
  const known = useQuarantine(mirror ? idOf(mirror.repository) : '', mirror?.quarantined ?? 0).data?.results ?? []
  return (
    <ul className="mt-1 flex flex-col gap-1 wrap-anywhere">
      {paths.map((path) => {
        const why = known.find(({ relative_path: one }) => one === path)
        return (
          <li key={path}>
            <span className="font-mono text-xs">{plain(path)}</span>
            {why && (
              <>
                : {plain(shortenDigests(why.description))} <span className="text-ink-mute">{why.advice}</span>
              </>
            )}
          </li>
        )
      })}
      {count > paths.length && (
        <li className="text-ink-mute">{t('ui.origin.more', { count: count - paths.length })}</li>
      )}
    </ul>
  )
}
