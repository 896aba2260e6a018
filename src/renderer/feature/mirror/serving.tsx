import { ShieldPlus } from 'lucide-react'
import { useState } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { GuardDialog } from './guard-dialog.tsx'
import { NotServed } from './not-served.tsx'
import { ObjectForm } from './object-form.tsx'
import { Sharing } from './sharing.tsx'

/** Where and to whom the mirror is served. */
export function Serving({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const [isGuarding, setGuarding] = useState(false)
  return (
    <div className="flex max-w-3xl flex-col gap-7">
      <Section
        title={t('ui.serving.address')}
        actions={
          <Button icon={ShieldPlus} onPress={() => setGuarding(true)}>
            {t('ui.guard.new')}
          </Button>
        }
      >
        {mirror.distribution === null ? (
          <NotServed mirror={mirror} />
        ) : (
          <div className="flex flex-col gap-3">
            {mirror.base_url && (
              <div className="card flex items-center gap-3 py-2 ps-4 pe-2">
                <span className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">{mirror.base_url}</span>
                <CopyButton text={mirror.base_url} what={t('ui.mirror.address')} wide />
              </div>
            )}
            <ObjectForm
              key={mirror.distribution}
              href={mirror.distribution}
              without={['name']}
              groups={[
                { title: t('ui.serving.where'), names: ['base_path', 'hidden', 'content_guard'] },
                {
                  title: t('ui.serving.what'),
                  names: ['repository', 'repository_version', 'publication', 'checkpoint', 'remote'],
                  isFolded: true,
                },
                { title: t('ui.serving.more'), names: null, isFolded: true },
              ]}
            />
          </div>
        )}
      </Section>
      <Sharing />
      <Section title={t('ui.serving.versions')}>
        <ObjectForm
          key={mirror.repository}
          href={mirror.repository}
          groups={[
            {
              title: t('ui.serving.publishing'),
              names: [
                'autopublish',
                'manifest',
                'sign',
                'publish_upstream_release_fields',
                'contents',
                'valid_days',
                'retain_repo_versions',
                'retain_checkpoints',
              ],
            },
          ]}
        />
        <p className="mt-2 text-sm text-ink-mute">{t('ui.serving.grace')}</p>
      </Section>
      {isGuarding && <GuardDialog onClose={() => setGuarding(false)} />}
    </div>
  )
}
