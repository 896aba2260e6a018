import { LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { AboutBody } from '#shared/api/mirror'
import { LANGUAGES } from '#shared/i18n/language'
import { Button } from '../../component/button.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { Facts, Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { RadioCards } from '../../component/radio-cards.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { useText } from '../../component/text.ts'
import type { LanguageChoice, Theme } from '../../host/host.ts'
import { useAbout } from '../../state/about.ts'
import { useSession, useSignOut } from '../../state/session.ts'
import { useView } from '../../state/view.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'contrast']
const LANGUAGE_CHOICES: readonly LanguageChoice[] = ['system', ...LANGUAGES]

interface SettingsProps {
  /** Signing out makes sense in a browser only. */
  canSignOut: boolean
}

/** How the interface looks, and what this installation is. */
export function Settings({ canSignOut }: SettingsProps) {
  const t = useText()
  const about = useAbout()
  const theme = useView((view) => view.theme)
  const setTheme = useView((view) => view.setTheme)
  const language = useView((view) => view.language)
  const setLanguage = useView((view) => view.setLanguage)
  return (
    <Page title={t('ui.settings.title')}>
      <div className="flex max-w-3xl flex-col gap-8">
        <Section title={t('ui.settings.appearance')}>
          <RadioCards
            label={t('ui.settings.theme')}
            value={theme}
            onChange={setTheme}
            options={THEMES.map((value) => ({
              value,
              title: t(`ui.settings.theme.${value}`),
              text: t(`ui.settings.theme.${value}.about`),
            }))}
          />
        </Section>
        <Section title={t('ui.settings.language')}>
          <SelectMenu
            label={t('ui.settings.language')}
            value={language}
            onChange={setLanguage}
            options={LANGUAGE_CHOICES.map((value) => ({ value, label: t(`ui.settings.language.${value}`) }))}
          />
        </Section>
        <Section title={t('ui.settings.about')}>
          <QueryView query={about}>{(data) => <About about={data} />}</QueryView>
        </Section>
        {canSignOut && <Account />}
      </div>
    </Page>
  )
}

function About({ about }: { about: AboutBody }) {
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

function Account() {
  const t = useText()
  const session = useSession().data
  const signOut = useSignOut()
  return (
    <Section title={t('ui.settings.account')}>
      <div className="card flex items-center justify-between gap-4 px-4 py-3 text-sm">
        <span className="wrap-anywhere">{t('ui.settings.signed_in', { name: session?.username ?? '' })}</span>
        <Button icon={LogOut} isPending={signOut.isPending} onPress={() => signOut.mutate()}>
          {t('ui.settings.sign_out')}
        </Button>
      </div>
    </Section>
  )
}
