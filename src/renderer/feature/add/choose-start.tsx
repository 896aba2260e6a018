import { Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { StartList } from '../../component/start-list.tsx'
import { useText } from '../../component/text.ts'
import { useMirrorTypes } from '../../state/mirror.ts'
import { Starts } from '../../component/starts.tsx'

/** The four starts, and below them every form that the plugins declare. */
export function ChooseStart() {
  const t = useText()
  const types = useMirrorTypes()
  return (
    <Page title={t('ui.add.title')} lead={t('ui.add.lead')}>
      <div className="flex flex-col gap-8">
        <Starts />
        <Section title={t('ui.add.by_type')}>
          <QueryView query={types}>{(list) => <StartList types={list} />}</QueryView>
        </Section>
      </div>
    </Page>
  )
}
