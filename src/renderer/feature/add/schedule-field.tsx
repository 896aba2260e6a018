import { useQueryClient } from '@tanstack/react-query'
import { SelectInput, TextInput } from '../../component/field.tsx'
import { usePlatform } from '../../component/platform.ts'
import { useProblemText } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { createSchedule } from '../../state/schedule.ts'
import { choiceOf, rhythmOf } from '../../state/rhythm.ts'

const KINDS = ['never', 'daily', 'weekly', 'hours'] as const

/** When the new mirror is synced by itself: seldom more than a time of day is wanted here, the rest is on its Source tab. */
export interface ScheduleChoice {
  kind: (typeof KINDS)[number]
  /** `HH:MM`, of the machine. */
  time: string
}

export const NEVER: ScheduleChoice = { kind: 'never', time: '03:00' }

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/

interface ScheduleFieldProps {
  value: ScheduleChoice
  onChange: (choice: ScheduleChoice) => void
}

export function ScheduleField({ value, onChange }: ScheduleFieldProps) {
  const t = useText()
  const isTimed = value.kind === 'daily' || value.kind === 'weekly'
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] items-start gap-3">
      <SelectInput
        label={t('ui.add.schedule')}
        help={t('ui.add.schedule.help')}
        isRequired
        value={value.kind}
        onChange={(chosen) => onChange({ ...value, kind: KINDS.find((kind) => kind === chosen) ?? 'never' })}
        options={KINDS.map((kind) => ({ value: kind, label: t(`ui.add.schedule.${kind}`) }))}
      />
      {isTimed && (
        <TextInput
          label={t('ui.schedule.time')}
          isRequired
          value={value.time}
          onChange={(time) => onChange({ ...value, time })}
          errors={TIME.test(value.time) ? undefined : [t('ui.add.schedule.time')]}
        />
      )}
    </div>
  )
}

/** Gives a mirror that was just made its schedule; the mirror stays when that is refused, and the refusal is said. */
export function useKeepSchedule(): (repository: string, choice: ScheduleChoice) => void {
  const t = useText()
  const client = useQueryClient()
  const problemText = useProblemText()
  const { announce } = usePlatform()
  return (repository, { kind, time }) => {
    if (kind === 'never') return
    const rhythm = rhythmOf({ ...choiceOf(null), kind, time })
    createSchedule({ ...rhythm, repository }).then(
      () => {
        void client.invalidateQueries({ queryKey: ['schedules'] })
        void client.invalidateQueries({ queryKey: ['mirrors', 'next-sync'] })
      },
      (error: unknown) => announce(`${t('ui.add.schedule.refused')} ${problemText(error).title}`, 'bad'),
    )
  }
}
