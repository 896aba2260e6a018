import { Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { StartList } from '../../component/start-list.tsx'
import { useText } from '../../component/text.ts'
import { useMirrorTypes } from '../../state/mirror.ts'

/** The starts the engine's plugins declare. */
export function ChooseStart() {
  const t = useText()
  const types = useMirrorTypes()
  return (
    <Page title={t('ui.add.title')} lead={t('ui.add.lead')}>
      <QueryView query={types}>{(list) => <StartList types={list} />}</QueryView>
    </Page>
  )
}
