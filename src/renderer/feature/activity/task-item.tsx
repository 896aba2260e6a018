import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronDown, Pause, Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { Button } from '../../component/button.tsx'
import { useDuration } from '../../component/number.tsx'
import { plain } from '../../component/plain.ts'
import { usePlatform } from '../../component/platform.ts'
import { useProblemText } from '../../component/query-view.tsx'
import { RemedyButton } from '../../component/remedy-button.tsx'
import { StateLabel } from '../../component/status.tsx'
import { TaskProgress, usePhaseText } from '../../component/task-progress.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { shortenDigests } from '../../component/truncate.ts'
import { idOf } from '../../state/href.ts'
import { useMirrors } from '../../state/mirror.ts'
import { isFinal } from '../../state/progress.ts'
import { canPause, progressOf, useCancelTask, useHoldTask } from '../../state/task.ts'
import { findingsOf } from '../../state/finding.ts'
import { leftOutOf, warningsOf } from '../../state/warning.ts'
import { mirrorOf, taskTitle } from '../../state/task-title.ts'
import { useRemedy } from '../../state/remedy.ts'
import { LeftOut } from './left-out.tsx'

interface TaskItemProps {
  task: TaskBody
  isOpen: boolean
}

/** One task: what it does, how far it is or how it ended, and its details when opened. */
export function TaskItem({ task, isOpen }: TaskItemProps) {
  const t = useText()
  const mirror = mirrorOf(task, useMirrors().data)
  const title = taskTitle(t, task, mirror?.name ?? null)
  const navigate = useNavigate()
  const id = idOf(task.pulp_href)
  const toggle = (): void =>
    void navigate({
      to: '/activity',
      search: (search) => ({ ...search, task: isOpen ? undefined : id }),
      replace: true,
    })
  return (
    <li className="px-4 py-3">
      <div className="flex items-center gap-4">
        <div className="w-28 shrink-0">
          <StateLabel value={task.paused_at !== null && !isFinal(task.state) ? 'paused' : task.state} />
        </div>
        <div className="min-w-0 flex-1">
          <p className="font-medium wrap-anywhere">{title}</p>
          <p className="num text-sm text-ink-mute">
            <Timing task={task} />
          </p>
        </div>
        <Action task={task} mirror={mirror} />
        <span className={isOpen ? 'flex [&_svg]:rotate-180' : 'flex'}>
          <Button
            look="quiet"
            icon={ChevronDown}
            label={t(isOpen ? 'ui.task.hide' : 'ui.task.show', { title })}
            onPress={toggle}
          />
        </span>
      </div>
      {!isFinal(task.state) && (
        <div className="mt-2">
          <TaskProgress label={title} work={progressOf(task)} />
        </div>
      )}
      {task.state === 'failed' && !isOpen && task.error && (
        <p className="mt-1 line-clamp-2 ps-32 text-sm text-bad wrap-anywhere">
          {shortenDigests(task.error.description)}
        </p>
      )}
      <LeftOut task={task} mirror={mirror} isOpen={isOpen} />
      <Warnings task={task} isOpen={isOpen} />
      <Findings task={task} />
      {isOpen && <Details task={task} mirror={mirror} />}
    </li>
  )
}

/** What it went on without: the number, and all of them when opened. */
function Warnings({ task, isOpen }: TaskItemProps) {
  const t = useText()
  const warnings = warningsOf(task)
  if (warnings.length === 0) return null
  return (
    <div className="mt-1 text-sm md:ps-32">
      <p className="font-medium text-warn">{t('ui.task.warnings', { count: warnings.length })}</p>
      {isOpen && (
        <ul className="mt-1 flex flex-col gap-1 wrap-anywhere">
          {warnings.map(({ code, description, advice }) => (
            <li key={`${code} ${description}`}>
              {shortenDigests(description)} <span className="text-ink-mute">{advice}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A check that found something is completed, but nothing to be content with. */
function Findings({ task }: { task: TaskBody }) {
  const t = useText()
  const found = findingsOf(task)
  if (found === null) return null
  const names = [...found.files, ...found.problems]
  return (
    <div className="mt-1 ps-32 text-sm text-bad">
      <p className="font-medium">{t('ui.task.found', { count: found.count })}</p>
      <ul className="wrap-anywhere">
        {names.slice(0, 5).map((name) => (
          <li key={name}>{plain(name)}</li>
        ))}
      </ul>
    </div>
  )
}

function Timing({ task }: { task: TaskBody }) {
  const t = useText()
  const duration = useDuration()
  const { started_at: started, finished_at: finished } = task
  if (!finished)
    return (
      <FormattedMessage
        id={started ? 'ui.task.started' : 'ui.task.created_at'}
        values={{ time: <Time value={started ?? task.pulp_created} /> }}
      />
    )
  return (
    <>
      <Time value={finished} />
      {started && <> · {t('ui.mirror.took', { time: duration(Date.parse(finished) - Date.parse(started)) })}</>}
    </>
  )
}

/** Cancel what runs; do what helps where it failed, and repeat what was cancelled or not whole. */
function Action({ task, mirror }: { task: TaskBody; mirror: MirrorBody | null }) {
  const t = useText()
  const cancel = useCancelTask()
  const remedy = useRemedy(task, mirror)
  const problemText = useProblemText()
  const { announce } = usePlatform()
  const onError = (error: unknown): void => announce(problemText(error).title, 'bad')
  if (task.state === 'completed' && leftOutOf(task) === null) return null
  if (isFinal(task.state)) return <RemedyButton remedy={remedy} withRepeat />
  return (
    <div className="flex shrink-0 gap-2">
      <Hold task={task} onError={onError} />
      <Button
        icon={X}
        isPending={cancel.isPending || task.state === 'canceling'}
        onPress={() => cancel.mutate(task.pulp_href, { onError })}
      >
        {t('ui.mirror.cancel')}
      </Button>
    </div>
  )
}

/** Pause, or go on. */
function Hold({ task, onError }: { task: TaskBody; onError: (error: unknown) => void }) {
  const t = useText()
  const hold = useHoldTask()
  const isPaused = task.paused_at !== null
  if (!isPaused && !canPause(task)) return null
  return (
    <Button
      icon={isPaused ? Play : Pause}
      isPending={hold.isPending}
      onPress={() => hold.mutate({ href: task.pulp_href, act: isPaused ? 'resume' : 'pause' }, { onError })}
    >
      {t(isPaused ? 'ui.task.resume' : 'ui.task.pause')}
    </Button>
  )
}

function Details({ task, mirror }: { task: TaskBody; mirror: MirrorBody | null }) {
  const t = useText()
  const phase = usePhaseText()
  const done = task.progress_reports.filter((report) => report.done > 0)
  return (
    <div className="mt-3 flex flex-col gap-3 md:ps-32">
      {task.error && <Failure error={task.error} />}
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {mirror && (
          <Fact term={t('ui.task.mirror')}>
            <Link
              to="/mirrors/$id/$tab"
              params={{ id: idOf(mirror.repository), tab: 'overview' }}
              className="rounded-sm text-accent hover:underline"
            >
              <bdi>{plain(mirror.name)}</bdi>
            </Link>
          </Fact>
        )}
        {done.length > 0 && (
          <Fact term={t('ui.task.phases')}>
            <ul className="num">
              {done.map((report) => (
                <li key={report.code}>{phase(report)}</li>
              ))}
            </ul>
          </Fact>
        )}
        {task.created_resources.length > 0 && (
          <Fact term={t('ui.task.created')}>
            <ul className="font-mono text-xs">
              {task.created_resources.map((href) => (
                <li key={href} className="wrap-anywhere">
                  {href}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact term={t('ui.task.name')}>
          <span className="font-mono text-xs wrap-anywhere">{task.name}</span>
        </Fact>
        <Fact term={t('ui.task.address')}>
          <span className="font-mono text-xs wrap-anywhere">{task.pulp_href}</span>
        </Fact>
      </dl>
    </div>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-mute">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

/** Why it failed, what to do, and the values that say where. */
function Failure({ error }: { error: NonNullable<TaskBody['error']> }) {
  const params = Object.entries(error.params ?? {}).filter(([, value]) => value !== null && value !== '')
  return (
    <div className="rounded-md border border-bad/40 bg-bad-soft px-4 py-3 text-sm">
      <p className="font-semibold wrap-anywhere">{shortenDigests(error.description)}</p>
      {error.advice && <p className="mt-0.5 text-ink-soft wrap-anywhere">{error.advice}</p>}
      <dl className="mt-2.5 grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono text-xs">
        <dt className="text-ink-mute">code</dt>
        <dd className="wrap-anywhere">{error.code}</dd>
        {params.map(([name, value]) => (
          <ParamRow key={name} name={name} value={String(value)} />
        ))}
      </dl>
    </div>
  )
}

function ParamRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="truncate text-ink-mute" title={name}>
        {name}
      </dt>
      <dd className="wrap-anywhere">{plain(value)}</dd>
    </>
  )
}
