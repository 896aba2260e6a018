import { KeyRound, Play, RefreshCw, Settings2, ShieldCheck, Trash2, Wrench } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { Button } from '../../component/button.tsx'
import { usePlatform } from '../../component/platform.ts'
import { useProblemText } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { type Remedy, useRemedy } from '../../state/remedy.ts'

const ICON: Readonly<Record<Remedy['act'], LucideIcon>> = {
  retry: RefreshCw,
  resume: Play,
  source: Wrench,
  history: Wrench,
  serving: Wrench,
  use: Wrench,
  trust: KeyRound,
  storage: Trash2,
  repair: ShieldCheck,
  settings: Settings2,
}

interface RemedyButtonProps {
  task: TaskBody
  mirror: MirrorBody | null
  /** With the way to try it again unchanged, where the remedy is something else. */
  withRepeat?: boolean
}

/** The one button that does what the advice about a failure says. */
export function RemedyButton({ task, mirror, withRepeat = false }: RemedyButtonProps) {
  const t = useText()
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const remedy = useRemedy(task, mirror, (error) => announce(problemText(error).title, 'bad'))
  const { act, acts, isPending, run, repeat } = remedy
  return (
    <span className="flex shrink-0 flex-wrap justify-end gap-2">
      {withRepeat && !acts && (
        <Button icon={RefreshCw} look="quiet" acts isPending={isPending} onPress={repeat}>
          {t('ui.remedy.again')}
        </Button>
      )}
      <Button icon={ICON[act]} acts={acts} isPending={isPending} onPress={run}>
        {t(`ui.remedy.${act}`)}
      </Button>
    </span>
  )
}
