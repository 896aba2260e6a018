import { useState } from 'react'
import { useIntl } from 'react-intl'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useChange } from '../../state/change.ts'
import { createSchedule, updateSchedule, useNextRuns } from '../../state/schedule.ts'
import type { Rhythm, ScheduleBody } from '../../state/schedule.ts'
import { choiceOf, rhythmOf } from '../../state/rhythm.ts'
import { RhythmFields } from './rhythm-fields.tsx'

interface ScheduleDialogProps {
  repository: string
  /** Null makes a new one. */
  schedule: ScheduleBody | null
  onClose: () => void
}

/** A rhythm is chosen in words; the next times show what it means before it is kept. */
export function ScheduleDialog({ repository, schedule, onClose }: ScheduleDialogProps) {
  const t = useText()
  const [choice, setChoice] = useState(() => choiceOf(schedule))
  const rhythm = rhythmOf(choice)
  const save = useChange((wanted: Rhythm) =>
    schedule ? updateSchedule(schedule.pulp_href, wanted) : createSchedule({ ...wanted, repository }),
  )
  return (
    <Dialog
      title={t(schedule ? 'ui.schedule.change' : 'ui.schedule.add')}
      isOpen
      onClose={onClose}
      onSubmit={() => save.mutate(rhythm, { onSuccess: onClose })}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.schedule.cancel')}</Button>
          <Button look="primary" type="submit" isPending={save.isPending}>
            {t('ui.form.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RhythmFields choice={choice} onChange={(part) => setChoice((old) => ({ ...old, ...part }))} />
        <Next rhythm={rhythm} />
        <p className="text-sm text-ink-mute">{t('ui.schedule.sleep')}</p>
        {save.error && <ProblemNotice error={save.error} />}
      </div>
    </Dialog>
  )
}

/** The next five times, in the zone of the schedule. */
function Next({ rhythm }: { rhythm: Rhythm }) {
  const t = useText()
  const intl = useIntl()
  const next = useNextRuns(rhythm)
  if (next.error) return <ProblemNotice error={next.error} />
  if (!next.data) return null
  const { times, timezone } = next.data
  return (
    <section aria-label={t('ui.schedule.next_five')} className="rounded-md bg-sunken px-3 py-2.5 text-sm">
      <p className="font-medium text-ink">{t('ui.schedule.next_five')}</p>
      <ol className="num mt-1">
        {times.map((time) => (
          <li key={time}>{intl.formatDate(time, { dateStyle: 'full', timeStyle: 'short', timeZone: timezone })}</li>
        ))}
      </ol>
      <p className="mt-1 text-xs text-ink-mute">{timezone}</p>
    </section>
  )
}
