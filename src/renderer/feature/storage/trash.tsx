import { Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { TrashBody } from '#shared/api/storage'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { MiddleText } from '../../component/middle-text.tsx'
import { useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime } from '../../component/time.tsx'
import { useEmptyTrash, useRestore, useTrash } from '../../state/storage.ts'

/** What was deleted, for as long as it can be brought back. */
export function Trash() {
  const t = useText()
  const query = useTrash()
  const empty = useEmptyTrash()
  const [isAsking, setAsking] = useState(false)
  const count = query.data?.length ?? 0
  return (
    <Section
      title={t('ui.trash.title')}
      actions={
        count > 0 && (
          <Button icon={Trash2} acts isPending={empty.isPending} onPress={() => setAsking(true)}>
            {t('ui.trash.empty')}
          </Button>
        )
      }
    >
      <QueryView query={query}>
        {(entries) =>
          entries.length === 0 ? (
            <p className="card px-4 py-3 text-sm text-ink-mute">{t('ui.trash.nothing')}</p>
          ) : (
            <ul aria-label={t('ui.trash.title')} className="card divide-y divide-line">
              {entries.map((entry) => (
                <Entry key={entry.pulp_href} entry={entry} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {empty.error && <ProblemNotice error={empty.error} />}
      <Dialog
        role="alertdialog"
        title={t('ui.trash.empty.title')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{t('ui.trash.keep')}</Button>
            <Button
              look="danger"
              onPress={() => {
                setAsking(false)
                empty.mutate(null)
              }}
            >
              {t('ui.trash.empty.confirm')}
            </Button>
          </>
        }
      >
        <p>{t('ui.trash.empty.lost', { count })}</p>
        <ul className="mt-2 list-disc space-y-1 ps-5">
          {query.data?.map(({ pulp_href, name }) => (
            <li key={pulp_href} className="wrap-anywhere">
              {plain(name)}
            </li>
          ))}
        </ul>
      </Dialog>
    </Section>
  )
}

function Entry({ entry }: { entry: TrashBody }) {
  const t = useText()
  const bytes = useBytes()
  const restore = useRestore()
  const { name, version, versions_count: versions, stored, expires, base_paths: paths } = entry
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-48 flex-1">
        <p className="font-semibold">
          <MiddleText text={version === null ? name : t('ui.trash.version', { name, number: version })} />
        </p>
        <p className="num text-ink-mute wrap-anywhere">
          {version === null && `${t('ui.trash.facts', { versions: versions - 1, size: bytes(stored) })} · `}
          {paths.length > 0 && `${plain(paths.join(', '))} · `}
          {t('ui.trash.gone')} <ExactTime value={expires} />
        </p>
        {restore.error && (
          <div className="mt-2">
            <ProblemNotice error={restore.error} />
          </div>
        )}
      </div>
      <Button
        icon={Undo2}
        label={t('ui.trash.restore.label', { name })}
        isPending={restore.isPending}
        onPress={() => restore.mutate(entry.pulp_href)}
      >
        {t('ui.trash.restore')}
      </Button>
    </li>
  )
}
