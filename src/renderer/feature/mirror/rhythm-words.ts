import { useIntl } from 'react-intl'
import { useText } from '../../component/text.ts'
import type { Rhythm } from '../../state/schedule.ts'
import { choiceOf } from '../../state/rhythm.ts'

/** A day that was a Sunday. */
const SUNDAY = Date.UTC(2026, 0, 4)
const DAY = 86_400_000

/** The name of a day of the week; 0 for Sunday, as cron counts. */
export function useWeekday(): (day: number) => string {
  const intl = useIntl()
  return (day) => intl.formatDate(SUNDAY + day * DAY, { weekday: 'long', timeZone: 'UTC' })
}

/** A rhythm in words, such as "Every Monday at 03:00". */
export function useRhythmWords(): (rhythm: Rhythm) => string {
  const t = useText()
  const weekday = useWeekday()
  return (rhythm) => {
    const { kind, hours, time, weekday: day, cron, timezone } = choiceOf(rhythm)
    const words = {
      hours: t('ui.schedule.words.hours', { hours: Number(hours) }),
      daily: t('ui.schedule.words.daily', { time }),
      weekly: t('ui.schedule.words.weekly', { time, day: weekday(Number(day)) }),
      cron: t('ui.schedule.words.cron', { cron }),
    }[kind]
    return timezone === '' ? words : `${words} (${timezone})`
  }
}
