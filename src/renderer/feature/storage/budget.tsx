import type { SettingBody } from '#shared/api/settings'
import { Link } from '@tanstack/react-router'
import { Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useChangeSettings, useSettings } from '../../state/settings.ts'
import { useMayChange } from '../../state/session.ts'
import { SettingRow } from '../../component/setting/setting-row.tsx'

const SHOWN = ['STORAGE_BUDGET_MB', 'MIN_FREE_SPACE_MB', 'TRASH_PROTECTION_TIME', 'ORPHAN_PROTECTION_TIME']

/** How much may be taken, and when downloads stop before the disk is full. */
export function Budget() {
  const t = useText()
  const query = useSettings()
  if (!useMayChange()) return null
  return (
    <Section
      title={t('ui.storage.budget')}
      actions={
        <Link to="/settings" className="rounded-sm text-sm font-medium text-accent hover:underline">
          {t('ui.storage.all_settings')}
        </Link>
      }
    >
      <QueryView query={query}>
        {(settings) => (
          <ul className="card divide-y divide-line">
            {settings
              .filter(({ name }) => SHOWN.includes(name))
              .map((setting) => (
                <Row key={setting.name} setting={setting} />
              ))}
          </ul>
        )}
      </QueryView>
    </Section>
  )
}

function Row({ setting }: { setting: SettingBody }) {
  return <SettingRow setting={setting} change={useChangeSettings()} />
}
