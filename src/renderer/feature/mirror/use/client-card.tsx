import { Plane, ShieldCheck, SquarePen, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { ClientBody } from '#shared/api/client'
import { Button } from '../../../component/button.tsx'
import { Code } from '../../../component/code.tsx'
import { Notice } from '../../../component/notice.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { TaskProgress } from '../../../component/task-progress.tsx'
import { useText } from '../../../component/text.ts'
import { Time } from '../../../component/time.tsx'
import { progressOf, useCancelTask } from '../../../state/task.ts'
import { useTaskTitle } from '../../../state/task-title.ts'
import { useCheck, useRunningClient, useUndo, type UseSubject } from '../../../state/use.ts'
import { AirplaneDialog } from './airplane-dialog.tsx'
import { Diff } from './diff.tsx'
import { Report } from './report.tsx'
import { SetUpDialog } from './set-up-dialog.tsx'

/** One program of the host's machine: set up, put back, tried, flown. */
export function ClientCard({ distribution, client }: { distribution: string; client: ClientBody }) {
  const t = useText()
  const subject = { distribution, client: client.id }
  const [dialog, setDialog] = useState<'set-up' | 'airplane' | null>(null)
  const running = useRunningClient(subject)
  const check = useCheck(subject)
  const undo = useUndo(subject)
  const name = client.label
  const isApplied = client.state !== 'none'
  return (
    <section className="card flex flex-col gap-3 px-4 py-3" aria-label={name}>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="me-auto min-w-0 font-semibold wrap-anywhere">{name}</h3>
        {client.has_files && (
          <Button icon={SquarePen} onPress={() => setDialog('set-up')}>
            {t(isApplied ? 'ui.use.apply_again' : 'ui.use.apply')}
          </Button>
        )}
        {isApplied && client.state !== 'changed' && (
          <Button icon={Undo2} isPending={undo.isPending} onPress={() => undo.mutate(false)}>
            {t('ui.use.undo')}
          </Button>
        )}
        {client.runs && (
          <>
            <Button icon={ShieldCheck} isPending={running !== null || check.isPending} onPress={() => check.mutate()}>
              {t('ui.use.check')}
            </Button>
            <Button icon={Plane} isPending={running !== null} onPress={() => setDialog('airplane')}>
              {t('ui.use.airplane')}
            </Button>
          </>
        )}
      </div>
      <State subject={subject} client={client} />
      {running ? <Running task={running} /> : check.error && <ProblemNotice error={check.error} />}
      {undo.error && <ProblemNotice error={undo.error} />}
      {client.check && <Report subject={subject} report={client.check} />}
      {client.airplane && <Report subject={subject} report={client.airplane} />}
      {dialog === 'set-up' && <SetUpDialog subject={subject} client={client} onClose={() => setDialog(null)} />}
      {dialog === 'airplane' && <AirplaneDialog subject={subject} client={client} onClose={() => setDialog(null)} />}
    </section>
  )
}

function State({ subject, client }: { subject: UseSubject; client: ClientBody }) {
  const t = useText()
  const undo = useUndo(subject)
  const { state, applied_at: applied, files, commands } = client
  if (commands !== null)
    return (
      <div className="flex flex-col gap-2">
        <Notice tone="info" title={t(state === 'undoing' ? 'ui.use.undo_by_hand' : 'ui.use.by_hand')} />
        <Code title={t('ui.use.commands')} text={commands} />
      </div>
    )
  if (state === 'changed')
    return (
      <div className="flex flex-col gap-2">
        <Notice
          tone="warn"
          title={t('ui.use.changed')}
          action={
            <Button look="danger" isPending={undo.isPending} onPress={() => undo.mutate(true)}>
              {t('ui.use.undo_anyway')}
            </Button>
          }
        >
          {t('ui.use.changed.about')}
        </Notice>
        {files.map((file) => (
          <Diff key={file.path} file={file} />
        ))}
      </div>
    )
  if (applied === null) return null
  return (
    <p className="text-sm text-ink-soft">
      {t(client.only ? 'ui.use.applied_only' : 'ui.use.applied')} <Time value={applied} /> ·{' '}
      <span className="font-mono text-xs wrap-anywhere">{files.map(({ path }) => path).join(', ')}</span>
    </p>
  )
}

function Running({ task }: { task: Parameters<typeof progressOf>[0] }) {
  const t = useText()
  const title = useTaskTitle()
  const cancel = useCancelTask()
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <TaskProgress label={title(task)} work={progressOf(task)} />
      </div>
      <Button isPending={cancel.isPending} onPress={() => cancel.mutate(task.pulp_href)}>
        {t('ui.mirror.cancel')}
      </Button>
    </div>
  )
}
