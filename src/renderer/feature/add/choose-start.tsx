import { Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { StartCard } from '../../component/start-card.tsx'
import { useText } from '../../component/text.ts'
import { useMirrorTypes } from '../../state/mirror.ts'

/** The starts the engine's plugins declare. */
export function ChooseStart() {
  const t = useText()
  const types = useMirrorTypes()
  return (
    <Page title={t('ui.add.title')} lead={t('ui.add.lead')}>
      <QueryView query={types}>
        {(list) => (
          <ul className="grid max-w-4xl gap-3 sm:grid-cols-2">
            {list.flatMap((type) =>
              type.sources.map((source) => (
                <li key={`${type.pulp_type} ${source.id}`}>
                  <StartCard plugin={type.plugin} type={type.label} source={source} />
                </li>
              )),
            )}
          </ul>
        )}
      </QueryView>
    </Page>
  )
}
