import { LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { AboutBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { Facts, Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { useSession, useSignOut } from '../../state/session.ts'

/** What runs here, and where. */
export function About({ about }: { about: AboutBody }) {
  const t = useText()
  const intl = useIntl()
  const rows: (readonly [string, ReactNode])[] = [
    [t('ui.settings.version'), about.version],
    [t('ui.settings.host'), t(`ui.settings.host.${about.host}`)],
    [t('ui.settings.data_dir'), <Copied key="data" what={t('ui.settings.data_dir')} text={about.data_dir} />],
    [
      t('ui.settings.content_url'),
      <Copied key="content" what={t('ui.settings.content_url')} text={about.content_url} />,
    ],
  ]
  if (about.api_url)
    rows.push([t('ui.settings.api_url'), <Copied key="api" what={t('ui.settings.api_url')} text={about.api_url} />])
  if (about.ui_url)
    rows.push([t('ui.settings.ui_url'), <Copied key="ui" what={t('ui.settings.ui_url')} text={about.ui_url} />])
  rows.push([t('ui.settings.workers'), intl.formatNumber(about.workers)])
  return <Facts items={rows} />
}

function Copied({ what, text }: { what: string; text: string }) {
  return (
    <span className="flex items-center gap-2">
      <span className="min-w-0 font-mono text-xs wrap-anywhere">{text}</span>
      <span className="-my-1.5 shrink-0">
        <CopyButton text={text} what={what} />
      </span>
    </span>
  )
}

/** Who is signed in, and the way out. */
export function Account() {
  const t = useText()
  const session = useSession().data
  const signOut = useSignOut()
  return (
    <Section title={t('ui.settings.account')}>
      <div className="card flex items-center justify-between gap-4 px-4 py-3 text-sm">
        <span className="wrap-anywhere">{t('ui.settings.signed_in', { name: session?.username ?? '' })}</span>
        <Button icon={LogOut} acts={false} isPending={signOut.isPending} onPress={() => signOut.mutate()}>
          {t('ui.settings.sign_out')}
        </Button>
      </div>
    </Section>
  )
}
