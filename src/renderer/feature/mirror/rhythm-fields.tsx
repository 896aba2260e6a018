import { SelectInput, TextInput } from '../../component/field.tsx'
import { useText } from '../../component/text.ts'
import { RHYTHMS } from '../../state/rhythm.ts'
import type { RhythmChoice } from '../../state/rhythm.ts'
import { useWeekday } from './rhythm-words.ts'

const DAYS = ['1', '2', '3', '4', '5', '6', '0']

interface RhythmFieldsProps {
  choice: RhythmChoice
  onChange: (part: Partial<RhythmChoice>) => void
}

/** What is asked of a rhythm, by its kind. */
export function RhythmFields({ choice, onChange }: RhythmFieldsProps) {
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
