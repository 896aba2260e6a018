import { Bytes } from '../../component/number.tsx'
import { Facts, Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useMirrors } from '../../state/mirror.ts'

/** What each mirror's stored files take, the largest first. */
export function Storage() {
  const t = useText()
  const query = useMirrors()
  return (
    <Page title={t('ui.storage.title')} lead={t('ui.storage.about')}>
      <QueryView query={query}>
        {(mirrors) => (
          <Facts
            items={mirrors
              .toSorted((a, b) => b.size.stored - a.size.stored)
              .map((mirror) => [mirror.name, <Bytes key={mirror.repository} value={mirror.size.stored} />] as const)}
          />
        )}
      </QueryView>
    </Page>
  )
}
