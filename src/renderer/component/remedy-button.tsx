import { KeyRound, Play, RefreshCw, Settings2, ShieldCheck, Trash2, Wrench } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { RemedyBody } from '#shared/remedy'
import { Button } from './button.tsx'
import { useText } from './text.ts'

const ICON: Readonly<Record<RemedyBody['act'], LucideIcon>> = {
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

/** What is to be done about a failure, and how. */
export interface Remedy {
  act: RemedyBody['act']
  run: () => void
  /** Whether it changes something, so that guests cannot. */
  acts: boolean
  isPending: boolean
  /** The same again, whatever the remedy is. */
  repeat: () => void
}

interface RemedyButtonProps {
  remedy: Remedy
  /** With the way to try it again unchanged, where the remedy is something else. */
  withRepeat?: boolean
}

/** The one button that does what the advice about a failure says. */
export function RemedyButton({ remedy: { act, acts, isPending, run, repeat }, withRepeat = false }: RemedyButtonProps) {
  const t = useText()
  return (
    <span className="flex shrink-0 flex-wrap justify-end gap-2">
      {withRepeat && !acts && (
        <Button icon={RefreshCw} look="quiet" acts isPending={isPending} onPress={repeat}>
          {t('ui.remedy.retry')}
        </Button>
      )}
      <Button icon={ICON[act]} acts={acts} isPending={isPending} onPress={run}>
        {t(`ui.remedy.${act}`)}
      </Button>
    </span>
  )
}
