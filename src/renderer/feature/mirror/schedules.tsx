import { CalendarClock, Pause, Play, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../component/button.tsx'
import { Notice } from '../../component/notice.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime, Time } from '../../component/time.tsx'
import { showToast } from '../../component/toast.tsx'
import { useChange } from '../../state/change.ts'
import { createSchedule, deleteSchedule, updateSchedule, useSchedules } from '../../state/schedule.ts'
import type { ScheduleBody } from '../../state/schedule.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { useRhythmWords } from './rhythm-words.ts'

/** When the mirror is synced by itself. */
export function Schedules({ repository, hasRemote }: { repository: string; hasRemote: boolean }) {
  const t = useText()
  const list = useSchedules(repository)
  const [edited, setEdited] = useState<ScheduleBody | 'new' | null>(null)
  if (!hasRemote) return null
  return (
    <Section
      title={t('ui.schedule.title')}
      actions={
        <Button icon={Plus} onPress={() => setEdited('new')}>
          {t('ui.schedule.add')}
        </Button>
      }
    >
      <QueryView query={list}>
        {(schedules) =>
          schedules.length === 0 ? (
            <p className="card px-4 py-3 text-sm text-ink-mute">{t('ui.schedule.none')}</p>
          ) : (
            <ul className="card divide-y divide-line">
              {schedules.map((one) => (
                <Schedule key={one.pulp_href} schedule={one} onEdit={() => setEdited(one)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {edited && (
        <ScheduleDialog
          repository={repository}
          schedule={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  )
}

function Schedule({ schedule, onEdit }: { schedule: ScheduleBody; onEdit: () => void }) {
  const t = useText()
  const words = useRhythmWords()(schedule)
  const { pulp_href, repository, cron, interval, timezone, enabled, next_run } = schedule
  const toggle = useChange((on: boolean) => updateSchedule(pulp_href, { enabled: on }))
  const again = useChange(() => createSchedule({ repository, cron, interval, timezone, enabled }))
  const remove = useChange(() => deleteSchedule(pulp_href))
  const error = toggle.error ?? remove.error ?? again.error
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2.5 text-sm">
      <CalendarClock aria-hidden className="size-4 shrink-0 text-ink-mute" />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{words}</p>
        <p className="text-ink-mute">
          {next_run === null ? (
            t('ui.schedule.paused')
          ) : (
            <>
              {t('ui.schedule.next')} <ExactTime value={next_run} /> (<Time value={next_run} future />)
            </>
          )}
        </p>
      </div>
      <Button
        look="quiet"
        icon={enabled ? Pause : Play}
        isPending={toggle.isPending}
        label={t(enabled ? 'ui.schedule.pause' : 'ui.schedule.resume', { words })}
        onPress={() => toggle.mutate(!enabled)}
      />
      <Button onPress={onEdit}>{t('ui.schedule.edit')}</Button>
      <Button
        look="quiet"
        icon={Trash2}
        isPending={remove.isPending}
        label={t('ui.schedule.delete', { words })}
        onPress={() =>
          remove.mutate(undefined, {
            tell: () => showToast({ text: t('ui.schedule.deleted', { words }), undo: () => again.mutate(undefined) }),
          })
        }
      />
      {schedule.error && (
        <Notice tone="bad" title={schedule.error.description}>
          {schedule.error.advice}
        </Notice>
      )}
      {error && <ProblemNotice error={error} />}
    </li>
  )
}
