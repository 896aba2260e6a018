import { Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import type { MirrorBody } from '#shared/api/mirror'
import { CopyButton } from '../../component/copy-button.tsx'
import { Gauge } from '../../component/gauge.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { useBytes } from '../../component/number.tsx'
import { Health } from '../../component/status.tsx'
import { TaskProgress } from '../../component/task-progress.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { idOf } from '../../state/href.ts'
import { storedShare } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { progressOf, useCurrentTask } from '../../state/task.ts'

interface MirrorRowProps {
  mirror: MirrorBody
  /** The kind in words. */
  type: string
}

/** A mirror at a glance: what it is, how it is, how large, how fresh, where it is served. */
export function MirrorRow({ mirror, type }: MirrorRowProps) {
  const t = useText()
  const bytes = useBytes()
  const task = useCurrentTask(mirror.last_task)
  const work = task && !isFinal(task.state) ? progressOf(task) : null
  return (
    <li className="card @container relative transition-colors hover:border-edge">
      <div className="flex items-center gap-4 px-4 py-3.5">
        <Gauge
          level={storedShare(mirror)}
          mark={mirror.plugin}
          label={t('ui.mirror.gauge', { stored: bytes(mirror.size.stored) })}
        />
        <div className="min-w-0 flex-1">
          <h2 className="min-w-0 font-semibold">
            <Link
              to="/mirrors/$id/$tab"
              params={{ id: idOf(mirror.repository), tab: 'overview' }}
              className="block rounded-sm after:absolute after:inset-0 after:rounded-lg after:content-['']"
            >
              <MiddleText text={mirror.name} tail={20} />
            </Link>
          </h2>
          <p className="flex min-w-0 gap-1.5 text-sm text-ink-mute">
            <span className="shrink-0">{type}</span>
            <span aria-hidden>·</span>
            <MiddleText text={mirror.source} tail={24} />
          </p>
          {mirror.base_url && <Served url={mirror.base_url} />}
        </div>
        <Figures mirror={mirror} />
      </div>
      {work && (
        <div className="border-t border-line px-4 pt-2 pb-3">
          <TaskProgress label={t('ui.mirror.progress', { name: mirror.name })} work={work} />
        </div>
      )}
    </li>
  )
}

function Served({ url }: { url: string }) {
  const t = useText()
  return (
    <div className="flex min-w-0 items-center text-xs text-ink-soft">
      <span className="min-w-0 font-mono">
        <MiddleText text={url} tail={28} />
      </span>
      {/* Above the link that covers the row. */}
      <span className="relative z-[1] -my-1 ms-0.5 shrink-0">
        <CopyButton text={url} what={t('ui.mirror.address')} />
      </span>
    </div>
  )
}

/** Health, size and age: side by side where there is room, else under each other. */
function Figures({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const bytes = useBytes()
  const { size } = mirror
  return (
    <div className="num grid w-44 shrink-0 gap-x-4 text-sm @4xl:w-auto @4xl:grid-cols-[8.5rem_9rem_7.5rem] @4xl:items-center">
      <div className="order-first @4xl:order-last">
        <Health value={mirror.health} />
      </div>
      <div>
        <p className="font-medium">{t('ui.mirror.stored', { size: bytes(size.stored) })}</p>
        <p className="hidden text-ink-mute @4xl:block">
          {size.on_demand
            ? t('ui.mirror.on_demand', { size: bytes(size.on_demand) })
            : t('ui.mirror.units', { count: size.units })}
        </p>
      </div>
      <Newest mirror={mirror} />
    </div>
  )
}

function Newest({ mirror: { latest_version: latest } }: { mirror: MirrorBody }) {
  const t = useText()
  const intl = useIntl()
  if (!latest || latest.number === 0) return <p className="text-ink-mute">{t('ui.mirror.no_version')}</p>
  return (
    <p className="@max-4xl:text-ink-mute">
      <span className="@4xl:block @4xl:font-medium">
        {t('ui.mirror.version', { number: intl.formatNumber(latest.number) })}
      </span>
      <span aria-hidden className="@4xl:hidden">
        {' · '}
      </span>
      <span className="text-ink-mute">
        <Time value={latest.pulp_created} />
      </span>
    </p>
  )
}
