import { Link } from '@tanstack/react-router'
import { Notice } from '../../component/notice.tsx'
import { Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { idOf } from '../../state/href.ts'
import { useMirrors } from '../../state/mirror.ts'

/** The way to the remotes of each mirror, which hold the keys it trusts. */
export function Trust() {
  const t = useText()
  const query = useMirrors()
  return (
    <Page title={t('ui.trust.title')}>
      <QueryView query={query}>
        {(mirrors) => (
          <div className="flex max-w-3xl flex-col gap-4">
            <Notice tone="info" title={t('ui.trust.about')} />
            <ul className="card divide-y divide-line px-4">
              {mirrors.map((mirror) => (
                <li key={mirror.repository} className="py-2.5 text-sm">
                  <Link
                    to="/mirrors/$id/$tab"
                    params={{ id: idOf(mirror.repository), tab: 'advanced' }}
                    className="underline"
                  >
                    {mirror.name}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </QueryView>
    </Page>
  )
}
