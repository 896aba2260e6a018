import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../component/button.tsx'
import { useText } from '../../component/text.ts'
import { isFinal } from '../../state/progress.ts'
import type { TaskGroup } from './group.ts'

interface TaskGroupItemProps {
  group: TaskGroup
  /** One of its tasks is what the address names. */
  isOpen: boolean
  children: ReactNode
}

/** The tasks of one piece of work, folded: how many there are, run, and failed. */
export function TaskGroupItem({ group: { tasks }, isOpen, children }: TaskGroupItemProps) {
  const t = useText()
  const [unfolded, setUnfolded] = useState(isOpen)
  const failed = tasks.filter(({ state }) => state === 'failed').length
  const running = tasks.filter(({ state }) => !isFinal(state)).length
  return (
    <li>
      <div className="flex items-center gap-4 px-4 py-3">
        <p className="num min-w-0 flex-1 font-medium">
          {t('ui.activity.group', { count: tasks.length })}
          <span className="ms-2 text-sm font-normal text-ink-mute">
            {[
              running > 0 && t('ui.status.running', { count: running }),
              failed > 0 && t('ui.activity.group.failed', { count: failed }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </p>
        <span className={unfolded ? 'flex [&_svg]:rotate-180' : 'flex'}>
          <Button
            look="quiet"
            icon={ChevronDown}
            label={t(unfolded ? 'ui.activity.group.fold' : 'ui.activity.group.unfold')}
            onPress={() => setUnfolded(!unfolded)}
          />
        </span>
      </div>
      {unfolded && <ul className="ms-4 divide-y divide-line border-s border-line">{children}</ul>}
    </li>
  )
}
