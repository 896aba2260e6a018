import type { MirrorBody } from '#shared/api/mirror'
import { Notice } from '../../component/notice.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { useMirrorTypes } from '../../state/mirror.ts'
import { Alternates } from './alternates.tsx'
import { useCurrentTask } from '../../state/task.ts'
import { ObjectForm } from './object-form.tsx'
import { Work } from './overview.tsx'
import { Schedules } from './schedules.tsx'
import { SourceKeys, usePin } from './source-keys.tsx'
import { SourceProbe } from './source-probe.tsx'

const CREDENTIALS = ['username', 'password', 'headers', 'tls_validation', 'ca_cert', 'client_cert', 'client_key']
const PROXY = ['proxy_url', 'proxy_username', 'proxy_password']
const LIMITS = [
  'rate_limit',
  'download_concurrency',
  'max_retries',
  'total_timeout',
  'connect_timeout',
  'sock_connect_timeout',
  'sock_read_timeout',
]
/** Of the repository: what a sync keeps. */
const KEPT = ['retain_package_versions', 'quarantine', 'verbatim']

/** Where the mirror comes from, what it takes of it, and when. */
export function Source({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const pin = usePin(mirror.remote)
  const alternates = useMirrorTypes().data?.find(({ pulp_type: type }) => type === mirror.pulp_type)?.alternates
  const task = useCurrentTask(mirror.last_task)
  return (
    <div className="flex max-w-3xl flex-col gap-7">
      {task && <Work mirror={mirror} task={task} isAtSource />}
      <Schedules repository={mirror.repository} hasRemote={mirror.remote !== null} />
      {mirror.remote !== null && <SourceProbe key={mirror.remote} remote={mirror.remote} />}
      <Section title={t('ui.source.upstream')}>
        {mirror.remote === null ? (
          <Notice tone="info" title={t('ui.source.none')} />
        ) : (
          <ObjectForm
            key={mirror.remote}
            href={mirror.remote}
            without={['name', 'release_dates', ...(pin ? [pin.field] : [])]}
            groups={[
              { title: t('ui.source.what'), names: ['url', 'policy'] },
              { title: t('ui.source.own'), names: null },
              { title: t('ui.source.filters'), names: ['include', 'exclude'] },
              { title: t('ui.source.mirrors'), names: ['mirrors'], isFolded: true },
              { title: t('ui.source.credentials'), names: CREDENTIALS, isFolded: true },
              { title: t('ui.source.proxy'), names: PROXY, isFolded: true },
              { title: t('ui.source.limits'), names: LIMITS, isFolded: true },
            ]}
          />
        )}
      </Section>
      {pin && <SourceKeys pin={pin} />}
      {alternates && <Alternates lists={alternates} />}
      <Section title={t('ui.source.kept')}>
        <ObjectForm
          key={mirror.repository}
          href={mirror.repository}
          groups={[{ title: t('ui.source.each'), names: KEPT }]}
        />
      </Section>
    </div>
  )
}
