import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  Clock,
  CloudDownload,
  History,
  Hourglass,
  RefreshCw,
  TriangleAlert,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { memo } from 'react'
import { useText } from './text.ts'
import type { TextId } from './text.ts'

type Look = { icon: LucideIcon; color: string; text: TextId }

const CONDITION = {
  ok: { icon: CircleCheck, color: 'text-ok', text: 'ui.health.ok' },
  syncing: { icon: RefreshCw, color: 'text-accent', text: 'ui.health.syncing' },
  paused: { icon: CirclePause, color: 'text-warn', text: 'ui.state.paused' },
  failed: { icon: TriangleAlert, color: 'text-bad', text: 'ui.health.failed' },
  incomplete: { icon: CircleAlert, color: 'text-warn', text: 'ui.health.incomplete' },
  stale: { icon: Hourglass, color: 'text-warn', text: 'ui.health.stale' },
  never: { icon: CircleDashed, color: 'text-ink-mute', text: 'ui.health.never' },
  empty: { icon: CircleDashed, color: 'text-ink-mute', text: 'ui.health.empty' },
} as const satisfies Record<string, Look>

const STATE = {
  waiting: { icon: Clock, color: 'text-ink-mute', text: 'ui.state.waiting' },
  running: { icon: RefreshCw, color: 'text-accent', text: 'ui.state.running' },
  paused: { icon: CirclePause, color: 'text-warn', text: 'ui.state.paused' },
  completed: { icon: CircleCheck, color: 'text-ok', text: 'ui.state.completed' },
  failed: { icon: TriangleAlert, color: 'text-bad', text: 'ui.state.failed' },
  canceling: { icon: Ban, color: 'text-warn', text: 'ui.state.canceling' },
  canceled: { icon: Ban, color: 'text-ink-mute', text: 'ui.state.canceled' },
} as const satisfies Record<string, Look>

const FILE = {
  stored: { icon: CircleCheck, color: 'text-ok', text: 'ui.file.stored' },
  on_demand: { icon: CloudDownload, color: 'text-ink-mute', text: 'ui.file.on_demand' },
  missing: { icon: TriangleAlert, color: 'text-bad', text: 'ui.file.missing' },
} as const satisfies Record<string, Look>

const LINK = {
  verified: { icon: CircleCheck, color: 'text-ok', text: 'ui.origin.state.verified' },
  recorded: { icon: History, color: 'text-ink-mute', text: 'ui.origin.state.recorded' },
  unchecked: { icon: CircleSlash, color: 'text-warn', text: 'ui.origin.state.unchecked' },
  failed: { icon: TriangleAlert, color: 'text-bad', text: 'ui.origin.state.failed' },
} as const satisfies Record<string, Look>

/** Said by shape, word and colour, so that none of them is needed alone. */
function Status({ icon: Icon, color, text }: Look) {
  const t = useText()
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${color}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(text)}
    </span>
  )
}

export function Health({ value }: { value: keyof typeof CONDITION }) {
  return <Status {...CONDITION[value]} />
}

export function StateLabel({ value }: { value: keyof typeof STATE }) {
  return <Status {...STATE[value]} />
}

export function FileStateLabel({ value }: { value: keyof typeof FILE }) {
  return <Status {...FILE[value]} />
}

/** The shapes of the icons above, each as one path. */
const SHAPE: Readonly<Record<keyof typeof FILE, string>> = {
  stored: 'M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0m7 0 2 2 4-4',
  on_demand: 'M12 13v8l-4-4m4 4 4-4M4.393 15.269A7 7 0 1 1 15.71 8h1.79a4.5 4.5 0 0 1 2.436 8.284',
  missing: 'm21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4m0 4h.01',
}

/** The same for rows of long tables: as few elements as it can be, and not rendered again while it says the same. */
export const FileStateSign = memo(function FileStateSign({ value }: { value: keyof typeof FILE }) {
  const t = useText()
  const { color, text } = FILE[value]
  return (
    <>
      <svg
        aria-hidden
        viewBox="0 0 24 24"
        className={`me-1.5 inline-block size-4 fill-none stroke-current stroke-2 align-[-0.1875rem] ${color}`}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={SHAPE[value]} />
      </svg>
      <span className={`font-medium ${color}`}>{t(text)}</span>
    </>
  )
})

/** How well a link of a chain of trust holds. */
export function LinkLabel({ value }: { value: keyof typeof LINK }) {
  return <Status {...LINK[value]} />
}
