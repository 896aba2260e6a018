import { HardDrive, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { MirrorType } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { showToast } from '../../component/toast.tsx'
import { type AlternateBody, addAlternate, readAlternate, removeAlternate } from '../../state/alternate.ts'
import { useChange } from '../../state/change.ts'
import { useList } from '../../state/serve.ts'
import { useObject } from '../../state/version.ts'
import { AlternateDialog } from './alternate-dialog.tsx'

type Lists = NonNullable<MirrorType['alternates']>

/** Other places that have the same files; they are asked first, whichever mirror of the kind needs one. */
export function Alternates({ lists }: { lists: Lists }) {
  const t = useText()
  const query = useList<AlternateBody>(lists.sources)
  const [edited, setEdited] = useState<AlternateBody | 'new' | null>(null)
  return (
    <Section
      title={t('ui.alternates.title')}
      actions={
        <Button acts icon={Plus} onPress={() => setEdited('new')}>
          {t('ui.alternates.add')}
        </Button>
      }
    >
      <p className="mb-2 text-sm text-ink-mute">{t('ui.alternates.about')}</p>
      <QueryView query={query}>
        {(list) =>
          list.length === 0 ? (
            <p className="card px-4 py-3 text-sm text-ink-mute">{t('ui.alternates.none')}</p>
          ) : (
            <ul aria-label={t('ui.alternates.title')} className="card divide-y divide-line">
              {list.map((one) => (
                <Alternate key={one.pulp_href} one={one} lists={lists} onEdit={() => setEdited(one)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {edited && (
        <AlternateDialog lists={lists} one={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Section>
  )
}

function Alternate({ one, lists, onEdit }: { one: AlternateBody; lists: Lists; onEdit: () => void }) {
  const t = useText()
  const remote = useObject<{ url: string }>(one.remote)
  const read = useChange(() => readAlternate(one))
  const remove = useChange(() => removeAlternate(one))
  const again = useChange((url: string) => addAlternate(lists, { name: one.name, url, paths: one.paths }))
  const error = read.error ?? remove.error ?? again.error
  const { name } = one
  const url = remote.data?.url ?? ''
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2.5 text-sm">
      <HardDrive aria-hidden className="size-4 shrink-0 text-ink-mute" />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p className="text-ink-mute wrap-anywhere">
          <span className="font-mono text-xs">{url}</span>
          {' · '}
          {one.last_refreshed === null ? (
            t('ui.alternates.never')
          ) : (
            <>
              {t('ui.alternates.readt')} <Time value={one.last_refreshed} />
            </>
          )}
        </p>
      </div>
      <Button
        look="quiet"
        icon={RefreshCw}
        isPending={read.isPending}
        label={t('ui.alternates.read', { name })}
        onPress={() =>
          read.mutate(undefined, { tell: () => showToast({ text: t('ui.alternates.reading', { name }) }) })
        }
      />
      <Button look="quiet" acts icon={Pencil} label={t('ui.alternates.change', { name })} onPress={onEdit} />
      <Button
        look="quiet"
        icon={Trash2}
        isPending={remove.isPending}
        label={t('ui.alternates.delete', { name })}
        onPress={() =>
          remove.mutate(undefined, {
            tell: () => showToast({ text: t('ui.alternates.removed', { name }), undo: () => again.mutate(url) }),
          })
        }
      />
      {error && <ProblemNotice error={error} />}
    </li>
  )
}
