import { useState } from 'react'
import type { SettingBody } from '#shared/api/settings'
import { LANGUAGES } from '#shared/i18n/language'
import { Notice } from '../../component/notice.tsx'
import { Empty } from '../../component/empty.tsx'
import { Page, Section } from '../../component/page.tsx'
import { SearchBox } from '../../component/search-box.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { RadioCards } from '../../component/radio-cards.tsx'
import { SelectMenu } from '../../component/select-menu.tsx'
import { useText } from '../../component/text.ts'
import { SCREENFUL, useGrown } from '../../component/use-grown.ts'
import type { LanguageChoice, Theme } from '../../host/host.ts'
import { useAbout } from '../../state/about.ts'
import { useMayChange } from '../../state/session.ts'
import { useChangeSettings, useSettings } from '../../state/settings.ts'
import { useView } from '../../state/view.ts'
import { About, Account } from './about.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { Licences } from './licences.tsx'
import { Schedules } from './schedules.tsx'
import { SettingRow } from '../../component/setting/setting-row.tsx'
import { matches } from '../../component/setting/value.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'contrast']
const LANGUAGE_CHOICES: readonly LanguageChoice[] = ['system', ...LANGUAGES]

interface SettingsProps {
  /** What is looked for at first. */
  asked: string
  /** Signing out makes sense in a browser only. */
  canSignOut: boolean
}

/** How the interface looks, every setting with its origin, and what this installation is. */
export function Settings({ asked, canSignOut }: SettingsProps) {
  const t = useText()
  const about = useAbout()
  const query = useSettings()
  const mayChange = useMayChange()
  const [search, setSearch] = useState(asked)
  const isSearching = search.trim() !== ''
  const isGrown = useGrown()
  // What lies below them waits for the settings, which would push it away.
  const isThere = !mayChange || !query.isLoading
  return (
    <Page
      title={t('ui.settings.title')}
      bar={
        mayChange && <SearchBox label={t('ui.settings.search')} value={search} onChange={setSearch} className="mb-4" />
      }
    >
      <div className="flex max-w-4xl flex-col gap-8">
        {!isSearching && <Appearance />}
        {mayChange ? (
          <QueryView query={query}>
            {(settings) => (
              <Groups settings={isGrown || isSearching ? settings : settings.slice(0, SCREENFUL)} search={search} />
            )}
          </QueryView>
        ) : (
          <Notice tone="info" title={t('ui.guest.settings')} />
        )}
        {!isSearching && isGrown && isThere && (
          <>
            <Schedules />
            <Section title={t('ui.settings.about')}>
              <QueryView query={about}>{(data) => <About about={data} />}</QueryView>
            </Section>
            {mayChange && <Diagnostics />}
            <Licences />
            {canSignOut && <Account />}
          </>
        )}
      </div>
    </Page>
  )
}

function Appearance() {
  const t = useText()
  const { theme, setTheme, language, setLanguage } = useView()
  return (
    <>
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
    </>
  )
}

function Groups({ settings, search }: { settings: readonly SettingBody[]; search: string }) {
  const t = useText()
  const found = settings.filter((setting) => matches(setting, search.trim()))
  const groups = Map.groupBy(found, ({ group_title: title }) => title)
  if (found.length === 0) return <Empty title={t('ui.settings.no_match', { text: search.trim() })} />
  return [...groups].map(([title, own]) => (
    <Section key={title} title={title}>
      <ul aria-label={title} className="card divide-y divide-line">
        {own.map((setting) => (
          <Row key={setting.name} setting={setting} />
        ))}
      </ul>
    </Section>
  ))
}

function Row({ setting }: { setting: SettingBody }) {
  return <SettingRow setting={setting} change={useChangeSettings()} />
}
