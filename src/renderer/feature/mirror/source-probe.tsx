import { RadioTower } from 'lucide-react'
import { Button } from '../../component/button.tsx'
import { Notice } from '../../component/notice.tsx'
import { useDuration } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useAskRemote } from '../../state/discovery.ts'

/** Whether the address of a mirror answers, and what it has, without a sync. */
export function SourceProbe({ remote }: { remote: string }) {
  const t = useText()
  const duration = useDuration()
  const ask = useAskRemote()
  const proposals = ask.data?.found.proposals ?? []
  return (
    <Section
      title={t('ui.probe.title')}
      actions={
        <Button icon={RadioTower} isPending={ask.isPending} onPress={() => ask.mutate(remote)}>
          {t('ui.probe.ask')}
        </Button>
      }
    >
      <div className="card flex flex-col gap-2 px-4 py-3 text-sm" aria-busy={ask.isPending}>
        {!ask.data && !ask.error && <p className="text-ink-mute">{t('ui.probe.about')}</p>}
        {ask.isPending && <output className="text-ink-mute">{t('ui.probe.asking')}</output>}
        {ask.error && <ProblemNotice error={ask.error} />}
        {ask.data && (
          <output className="num font-medium">{t('ui.probe.answered', { time: duration(ask.data.took) })}</output>
        )}
        {ask.data && proposals.length === 0 && <Notice tone="warn" title={t('ui.probe.nothing')} />}
        {proposals.length > 0 && (
          <ul aria-label={t('ui.probe.found')} className="flex flex-col gap-1.5">
            {proposals.map(({ plugin, name, title, detail, notes }) => (
              <li key={`${plugin} ${name}`} className="wrap-anywhere">
                <span className="font-medium">{plain(title)}</span>{' '}
                <span className="text-ink-mute">{plain(detail)}</span>
                {notes.map((note) => (
                  <p key={note} className="text-ink-mute">
                    {plain(note)}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  )
}
