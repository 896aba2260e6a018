import { Download } from 'lucide-react'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useDiagnostics } from '../../state/diagnostics.ts'

/** A file for reports of trouble, without secrets. */
export function Diagnostics() {
  const t = useText()
  const diagnostics = useDiagnostics()
  return (
    <Section title={t('ui.diagnostics.title')}>
      <div className="card flex flex-wrap items-center gap-4 px-4 py-3 text-sm">
        <p className="min-w-60 flex-1 text-ink-mute">{t('ui.diagnostics.about')}</p>
        <Button icon={Download} isPending={diagnostics.isPending} onPress={() => diagnostics.mutate()}>
          {t('ui.diagnostics.save')}
        </Button>
        {diagnostics.error && <ProblemNotice error={diagnostics.error} />}
      </div>
    </Section>
  )
}
