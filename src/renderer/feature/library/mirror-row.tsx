import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { MirrorBody } from '#shared/api/mirror'
import { CopyButton } from '../../component/copy-button.tsx'
import { Gauge } from '../../component/gauge.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { useBytes } from '../../component/number.tsx'
import { Health } from '../../component/status.tsx'
import { TaskProgress } from '../../component/task-progress.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { shortenDigests } from '../../component/truncate.ts'
import { conditionOf, isHeldBack, STALE_DAYS } from '../../state/condition.ts'
import { idOf } from '../../state/href.ts'
import { storedShare } from '../../state/mirror.ts'
import { useNextSyncs } from '../../state/next-sync.ts'
import { isFinal } from '../../state/progress.ts'
import { progressOf, useCurrentTask } from '../../state/task.ts'

interface MirrorRowProps {
  mirror: MirrorBody
  /** The kind in words. */
  type: string
}

/** A mirror at a glance: what it is, how it is, how large, how fresh, where it is served. */
export const MirrorRow = memo(function MirrorRow({ mirror, type }: MirrorRowProps) {
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
            <MiddleText text={mirror.source || t('ui.mirror.no_remote')} tail={16} />
          </p>
          {mirror.base_url ? (
            <Served url={mirror.base_url} />
          ) : (
            <p className="text-xs text-ink-mute">{t('ui.library.not_served')}</p>
          )}
          <Amiss mirror={mirror} />
          {isHeldBack(mirror) && (
            <p className="mt-0.5 text-sm text-warn">{t('ui.history.held', { number: mirror.held ?? 0 })}</p>
          )}
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
})

function Served({ url }: { url: string }) {
  const t = useText()
  return (
    <div className="flex min-w-0 items-center text-xs text-ink-soft">
      <span className="min-w-0 font-mono">
        <MiddleText text={url} tail={18} />
      </span>
      {/* Above the link that covers the row. */}
      <span className="relative z-[1] -my-1 ms-0.5 shrink-0">
        <CopyButton text={url} what={t('ui.mirror.address')} />
      </span>
    </div>
  )
}

/** What is wrong with it, in words; nothing when nothing is. */
function Amiss({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const condition = conditionOf(mirror)
  const style = 'mt-0.5 line-clamp-2 text-sm wrap-anywhere'
  if (condition === 'failed' && mirror.last_task?.error)
    return <p className={`${style} text-bad`}>{shortenDigests(mirror.last_task.error.description)}</p>
  if (condition === 'incomplete')
    return <p className={`${style} text-warn`}>{t('ui.mirror.quarantine', { count: mirror.quarantined })}</p>
  if (condition === 'stale')
    return <p className={`${style} text-warn`}>{t('ui.health.stale.about', { days: STALE_DAYS })}</p>
  return null
}

/** When it syncs next, where that is known. */
function NextSync({ mirror }: { mirror: MirrorBody }) {
  const next = useNextSyncs().data?.get(mirror.repository)
  if (next === undefined) return null
  return (
    <p className="text-xs text-ink-mute">
      <FormattedMessage id="ui.library.next_sync" values={{ time: <Time value={next} future /> }} />
    </p>
  )
}

/** Health, size and age: side by side where there is room, else under each other. */
function Figures({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const bytes = useBytes()
  const { size } = mirror
  const condition = conditionOf(mirror)
  return (
    <div className="num grid w-44 shrink-0 gap-x-4 text-sm @4xl:w-auto @4xl:grid-cols-[8.75rem_7.75rem_8.75rem] @4xl:items-center">
      <div className="order-first @4xl:order-last">
        <Health value={condition} />
        <NextSync mirror={mirror} />
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
