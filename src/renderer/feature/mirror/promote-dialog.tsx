import { useState } from 'react'
import type { HistoryEntry } from '#shared/api/history'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { TextInput } from '../../component/field.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { ApiProblem } from '../../host/problem.ts'
import { change, useChange } from '../../state/change.ts'
import { useMirrors } from '../../state/mirror.ts'
import { canHold, collectionOf, serveVersion, useList } from '../../state/serve.ts'
import type { DistributionBody } from '../../state/serve.ts'

interface PromoteDialogProps {
  entry: HistoryEntry
  mirror: MirrorBody
  onClose: () => void
}

/** Points another address at this version, as when what was tested goes into production; or makes a new address for it. */
export function PromoteDialog({ entry, mirror, onClose }: PromoteDialogProps) {
  const t = useText()
  const path = mirror.distribution && collectionOf(mirror.distribution)
  const list = useList<DistributionBody>(path)
  const promote = useChange((distribution: string) => serveVersion(distribution, entry.pulp_href))
  const run = ({ pulp_href, name }: DistributionBody): void =>
    promote.mutate(pulp_href, {
      tell: (back) =>
        showToast({ text: t('ui.promote.done', { name, number: entry.number }), undo: () => void back() }),
      onSuccess: onClose,
    })
  return (
    <Dialog
      title={t('ui.promote.title', { number: entry.number, mirror: mirror.name })}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{t('ui.close')}</Button>}
    >
      <p className="text-sm">{t('ui.promote.about')}</p>
      {promote.error && (
        <div className="mt-3">
          <ProblemNotice error={promote.error} />
        </div>
      )}
      {path === null ? (
        <p className="mt-3 text-sm">{t('ui.mirror.not_served')}</p>
      ) : (
        <>
          <QueryView query={list}>
            {(all) => (
              <ul className="mt-3 max-h-72 divide-y divide-line overflow-y-auto">
                {all.map((one) => (
                  <Target key={one.pulp_href} one={one} entry={entry} isPending={promote.isPending} onPick={run} />
                ))}
              </ul>
            )}
          </QueryView>
          <NewAddress path={path} entry={entry} onDone={onClose} />
        </>
      )}
    </Dialog>
  )
}

interface TargetProps {
  one: DistributionBody
  entry: HistoryEntry
  isPending: boolean
  onPick: (one: DistributionBody) => void
}

function Target({ one, entry, isPending, onPick }: TargetProps) {
  const t = useText()
  const shows = useShown()(one)
  const isThere = one.repository_version === entry.pulp_href
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium text-ink" title={plain(one.name)}>
          <bdi>{plain(one.name)}</bdi>
        </p>
        <p className="truncate text-xs text-ink-mute" title={one.base_url}>
          {shows}
        </p>
      </div>
      <Button
        isDisabled={isThere || !canHold(one)}
        isPending={isPending}
        label={t('ui.promote.pick.label', { name: one.name })}
        onPress={() => onPick(one)}
      >
        {t(isThere ? 'ui.promote.there' : 'ui.promote.pick')}
      </Button>
    </li>
  )
}

/** What a distribution shows now, in words. */
function useShown(): (one: DistributionBody) => string {
  const t = useText()
  const { data: mirrors } = useMirrors()
  return ({ repository, repository_version: version, publication }) => {
    const nameOf = (href: string): string => mirrors?.find((mirror) => href.startsWith(mirror.repository))?.name ?? href
    if (repository) return t('ui.promote.shows.newest', { name: nameOf(repository) })
    if (version) {
      const number = Number(/versions\/(\d+)\/$/.exec(version)?.[1] ?? 0)
      return t('ui.promote.shows.version', { name: nameOf(version), number })
    }
    return t(publication ? 'ui.promote.shows.publication' : 'ui.promote.shows.nothing')
  }
}

function NewAddress({ path, entry, onDone }: { path: string; entry: HistoryEntry; onDone: () => void }) {
  const t = useText()
  const [base, setBase] = useState('')
  const make = useChange((base_path: string) =>
    change('POST', path, { name: base_path, base_path, repository_version: entry.pulp_href }),
  )
  const fields = make.error instanceof ApiProblem ? make.error.fields : {}
  return (
    <form
      className="mt-4 flex items-start gap-2 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate(base.trim(), { onSuccess: onDone })
      }}
    >
      <div className="min-w-0 flex-1">
        <TextInput
          label={t('ui.promote.new')}
          help={t('ui.promote.new.help')}
          value={base}
          onChange={setBase}
          errors={fields['base_path'] ?? fields['name']}
          isRequired
        />
      </div>
      {/* Beside the field, not beside what is said about it. */}
      <div className="pt-6">
        <Button type="submit" isDisabled={base.trim() === ''} isPending={make.isPending}>
          {t('ui.promote.make')}
        </Button>
      </div>
    </form>
  )
}
