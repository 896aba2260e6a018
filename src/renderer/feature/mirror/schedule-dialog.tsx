import { useState } from 'react'
import { useIntl } from 'react-intl'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { SelectInput, TextInput } from '../../component/field.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useChange } from '../../state/change.ts'
import { createSchedule, updateSchedule, useNextRuns } from '../../state/schedule.ts'
import type { Rhythm, ScheduleBody } from '../../state/schedule.ts'
import { choiceOf, rhythmOf, RHYTHMS } from './rhythm.ts'
import type { RhythmChoice } from './rhythm.ts'
import { useWeekday } from './rhythm-words.ts'

const DAYS = ['1', '2', '3', '4', '5', '6', '0']

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
      actions={
        <>
          <Button onPress={onClose}>{t('ui.schedule.cancel')}</Button>
          <Button look="primary" isPending={save.isPending} onPress={() => save.mutate(rhythm, { onSuccess: onClose })}>
            {t('ui.form.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Choice choice={choice} onChange={(part) => setChoice((old) => ({ ...old, ...part }))} />
        <Next rhythm={rhythm} />
        <p className="text-sm text-ink-mute">{t('ui.schedule.sleep')}</p>
        {save.error && <ProblemNotice error={save.error} />}
      </div>
    </Dialog>
  )
}

function Choice({ choice, onChange }: { choice: RhythmChoice; onChange: (part: Partial<RhythmChoice>) => void }) {
  const t = useText()
  const weekday = useWeekday()
  const { kind } = choice
  return (
    <>
      <SelectInput
        label={t('ui.schedule.rhythm')}
        isRequired
        value={kind}
        onChange={(value) => onChange({ kind: value as RhythmChoice['kind'] })}
        options={RHYTHMS.map((value) => ({ value, label: t(`ui.schedule.rhythm.${value}`) }))}
      />
      {kind === 'hours' && (
        <TextInput
          label={t('ui.schedule.hours')}
          isRequired
          value={choice.hours}
          onChange={(hours) => onChange({ hours })}
        />
      )}
      {kind === 'weekly' && (
        <SelectInput
          label={t('ui.schedule.weekday')}
          isRequired
          value={choice.weekday}
          onChange={(day) => onChange({ weekday: day })}
          options={DAYS.map((value) => ({ value, label: weekday(Number(value)) }))}
        />
      )}
      {(kind === 'daily' || kind === 'weekly') && (
        <TextInput
          label={t('ui.schedule.time')}
          help={t('ui.schedule.time.help')}
          isRequired
          value={choice.time}
          onChange={(time) => onChange({ time })}
        />
      )}
      {kind === 'cron' && (
        <TextInput
          label={t('ui.schedule.cron')}
          help={t('ui.schedule.cron.help')}
          isRequired
          isMono
          value={choice.cron}
          onChange={(cron) => onChange({ cron })}
        />
      )}
      {kind !== 'hours' && (
        <TextInput
          label={t('ui.schedule.timezone')}
          help={t('ui.schedule.timezone.help')}
          value={choice.timezone}
          onChange={(timezone) => onChange({ timezone })}
        />
      )}
    </>
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
