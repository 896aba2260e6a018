import { Link } from '@tanstack/react-router'
import { MiddleText } from '../../component/middle-text.tsx'
import { Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime } from '../../component/time.tsx'
import { idOf } from '../../state/href.ts'
import { useMirrors } from '../../state/mirror.ts'
import { useSchedules } from '../../state/schedules.ts'

/** When which mirror is synced by itself. */
export function Schedules() {
  const t = useText()
  const query = useSchedules()
  const mirrors = useMirrors().data ?? []
  return (
    <Section title={t('ui.schedules.title')}>
      <QueryView query={query}>
        {(schedules) =>
          schedules.length === 0 ? (
            <p className="card px-4 py-3 text-sm text-ink-mute">{t('ui.schedules.none')}</p>
          ) : (
            <ul aria-label={t('ui.schedules.title')} className="card divide-y divide-line text-sm">
              {schedules.map((schedule) => {
                const name = mirrors.find(({ repository }) => repository === schedule.repository)?.name
                return (
                  <li key={schedule.pulp_href} className="flex flex-wrap gap-x-4 px-4 py-2.5">
                    <Link
                      to="/mirrors/$id/$tab"
                      params={{ id: idOf(schedule.repository), tab: 'overview' }}
                      className="min-w-48 flex-1 font-medium hover:underline"
                    >
                      <MiddleText text={name ?? schedule.repository} />
                    </Link>
                    <span className="num">
                      {schedule.cron ?? t('ui.schedules.every', { seconds: schedule.interval ?? 0 })}
                    </span>
                    <span className="num text-ink-mute">
                      {schedule.enabled && schedule.next_run ? (
                        <ExactTime value={schedule.next_run} />
                      ) : (
                        t('ui.schedules.off')
                      )}
                    </span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </QueryView>
    </Section>
  )
}
