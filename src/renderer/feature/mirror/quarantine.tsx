import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Notice } from '../../component/notice.tsx'
import { plain } from '../../component/plain.ts'
import { useText } from '../../component/text.ts'
import { shortenDigests } from '../../component/truncate.ts'
import { idOf } from '../../state/href.ts'
import { useQuarantine, useSyncMirror } from '../../state/mirror.ts'

/** What upstream lists and could not be had; nothing when all of it is here. */
export function QuarantineNotice({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const sync = useSyncMirror()
  const list = useQuarantine(idOf(mirror.repository), mirror.quarantined)
  if (mirror.quarantined === 0) return null
  const shown = list.data?.results ?? []
  return (
    <Notice
      tone="warn"
      title={t('ui.mirror.quarantine', { count: mirror.quarantined })}
      action={
        <Button
          isPending={sync.isPending}
          isDisabled={mirror.health === 'syncing'}
          onPress={() => sync.mutate(idOf(mirror.repository))}
        >
          {t('ui.use.retry')}
        </Button>
      }
    >
      <p>{t('ui.mirror.quarantine.about')}</p>
      <ul className="mt-2 flex flex-col gap-1">
        {shown.map((unit) => (
          <li key={unit.relative_path}>
            <span className="font-mono">{plain(unit.relative_path)}</span>: {shortenDigests(unit.description)}
          </li>
        ))}
      </ul>
      {mirror.quarantined > shown.length && shown.length > 0 && (
        <p className="mt-1">{t('ui.mirror.quarantine.more', { count: mirror.quarantined - shown.length })}</p>
      )}
    </Notice>
  )
}
