import { Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import type { ClientSetup, MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { Code } from '../../component/code.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { Notice } from '../../component/notice.tsx'
import { Bytes, useDuration } from '../../component/number.tsx'
import { Facts, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { RemedyButton } from '../../component/remedy-button.tsx'
import { StateLabel } from '../../component/status.tsx'
import { TaskProgress, usePhaseText } from '../../component/task-progress.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { shortenDigests } from '../../component/truncate.ts'
import { isHeldBack } from '../../state/condition.ts'
import { idOf } from '../../state/href.ts'
import { useClientSetup } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { useRemedy } from '../../state/remedy.ts'
import { progressOf, useCurrentTask } from '../../state/task.ts'
import { useTaskTitle } from '../../state/task-title.ts'
import { ClientCard } from './use/client-card.tsx'
import { GrowthPicture, TrafficPicture } from './pictures.tsx'
import { NotServed } from './not-served.tsx'
import { QuarantineNotice } from './quarantine.tsx'

/** How to use the mirror, how it is, and how large. */
export function Overview({ mirror }: { mirror: MirrorBody }) {
  const task = useCurrentTask(mirror.last_task)
  return (
    <div className="flex flex-col gap-6">
      {task && <Work mirror={mirror} task={task} />}
      <HeldNotice mirror={mirror} />
      <QuarantineNotice mirror={mirror} />
      <div className="grid items-start gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <UseIt mirror={mirror} />
        <div className="flex min-w-0 flex-col gap-6">
          <Size mirror={mirror} />
          <TrafficPicture mirror={mirror} />
          <GrowthPicture mirror={mirror} />
          {task && isFinal(task.state) && <LastResult task={task} />}
        </div>
      </div>
    </div>
  )
}

/** What runs now, or why it failed. */
export function Work({
  mirror,
  task,
  isAtSource = false,
}: {
  mirror: MirrorBody
  task: TaskBody
  isAtSource?: boolean
}) {
  const title = useTaskTitle()
  const remedy = useRemedy(task, mirror, isAtSource)
  if (!isFinal(task.state))
    return (
      <div className="card px-5 py-4">
        <p className="mb-2 font-semibold">{title(task)}</p>
        <TaskProgress label={title(task)} work={progressOf(task)} />
      </div>
    )
  if (task.state !== 'failed' || !task.error) return null
  return (
    <Notice tone="bad" title={shortenDigests(task.error.description)} action={<RemedyButton remedy={remedy} />}>
      {task.error.advice}
      <p className="mt-1.5">
        <DetailsLink task={task} />
      </p>
    </Notice>
  )
}

/** After rolling back: that clients do not get what is newest, and where that is changed. */
function HeldNotice({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  if (!isHeldBack(mirror)) return null
  return (
    <Notice
      tone="warn"
      title={t('ui.history.held', { number: mirror.held ?? 0 })}
      action={
        <Link
          to="/mirrors/$id/$tab"
          params={{ id: idOf(mirror.repository), tab: 'history' }}
          className="shrink-0 rounded-sm text-sm font-medium text-accent hover:underline"
        >
          {t('ui.mirror.tab.history')}
        </Link>
      }
    >
      {t('ui.history.held.about')}
    </Notice>
  )
}

function DetailsLink({ task }: { task: TaskBody }) {
  const t = useText()
  return (
    <Link
      to="/activity"
      search={{ task: idOf(task.pulp_href) }}
      className="shrink-0 rounded-sm text-sm font-medium text-accent hover:underline"
    >
      {t('ui.task.details')}
    </Link>
  )
}

function UseIt({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const setup = useClientSetup(mirror.distribution)
  if (!mirror.distribution) return <NotServed mirror={mirror} />
  return (
    <Section title={t('ui.mirror.use')}>
      <QueryView query={setup}>{(data) => <Snippets setup={data} id={idOf(mirror.repository)} />}</QueryView>
    </Section>
  )
}

/** Who reaches the address, where that is nobody else. */
function OnlyHere({ url, id }: { url: string; id: string }) {
  const t = useText()
  if (!['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)) return null
  return (
    <p className="-mt-1 text-sm text-ink-mute">
      {t('ui.use.only_here')}{' '}
      <Link
        to="/mirrors/$id/$tab"
        params={{ id, tab: 'serving' }}
        className="rounded-sm font-medium text-accent hover:underline"
      >
        {t('ui.use.share')}
      </Link>
    </p>
  )
}

function Snippets({ setup, id }: { setup: ClientSetup; id: string }) {
  const t = useText()
  return (
    <div className="flex flex-col gap-3">
      <div className="card flex items-center gap-3 py-2 pe-2 ps-4">
        <span className="shrink-0 text-sm text-ink-mute">{t('ui.mirror.address')}</span>
        <span className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">{setup.base_url}</span>
        <CopyButton text={setup.base_url} what={t('ui.mirror.address')} wide />
      </div>
      <OnlyHere url={setup.base_url} id={id} />
      {setup.clients.length > 0 && (
        <Section title={t('ui.use.clients')}>
          <div className="flex flex-col gap-3">
            {setup.clients.map((client) => (
              <ClientCard key={client.id} distribution={setup.distribution} client={client} />
            ))}
          </div>
        </Section>
      )}
      {setup.snippets.map((snippet) => (
        <Code key={snippet.id} title={snippet.title} note={snippet.file} text={snippet.text} />
      ))}
    </div>
  )
}

function Size({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const intl = useIntl()
  const { size, latest_version: latest } = mirror
  return (
    <Section title={t('ui.mirror.facts')}>
      <Facts
        items={[
          [t('ui.mirror.fact.units'), intl.formatNumber(size.units)],
          [t('ui.mirror.fact.stored'), <Bytes key="stored" value={size.stored} />],
          [
            t('ui.mirror.fact.on_demand'),
            size.on_demand === null ? t('ui.mirror.fact.unknown') : <Bytes key="on_demand" value={size.on_demand} />,
          ],
          [
            t('ui.mirror.newest'),
            latest && latest.number > 0 ? (
              <span key="version">
                {t('ui.mirror.version', { number: intl.formatNumber(latest.number) })} ·{' '}
                <Time value={latest.pulp_created} />
              </span>
            ) : (
              t('ui.mirror.no_version')
            ),
          ],
          [t('ui.policy'), <Policy key="policy" value={mirror.policy} />],
        ]}
      />
    </Section>
  )
}

function Policy({ value }: { value: string | null }) {
  const t = useText()
  if (value === 'immediate' || value === 'on_demand' || value === 'streamed') return t(`ui.policy.${value}`)
  return value ?? t('ui.mirror.no_remote')
}

function LastResult({ task }: { task: TaskBody }) {
  const t = useText()
  const title = useTaskTitle()
  const phase = usePhaseText()
  const duration = useDuration()
  const { started_at: started, finished_at: finished } = task
  const done = task.progress_reports.filter((report) => report.done > 0)
  return (
    <Section title={t('ui.mirror.last')}>
      <div className="card px-4 py-3 text-sm">
        <div className="flex flex-wrap items-center justify-between gap-x-4">
          <span className="min-w-0 font-medium wrap-anywhere">{title(task)}</span>
          <StateLabel value={task.state} />
        </div>
        {finished && (
          <p className="num text-ink-mute">
            <Time value={finished} />
            {started && <> · {t('ui.mirror.took', { time: duration(Date.parse(finished) - Date.parse(started)) })}</>}
          </p>
        )}
        {done.length > 0 && (
          <ul className="num mt-2 border-t border-line pt-2 text-ink-soft">
            {done.map((report) => (
              <li key={report.code}>{phase(report)}</li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  )
}
