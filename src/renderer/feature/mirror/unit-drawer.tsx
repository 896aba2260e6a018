import { Link } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { UnitBody, UnitFile } from '#shared/api/contents'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../component/button.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { Bytes } from '../../component/number.tsx'
import { plain } from '../../component/plain.ts'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { FileStateLabel } from '../../component/status.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { removeUnits } from '../../state/by-hand.ts'
import { useChange } from '../../state/change.ts'
import { useUnit } from '../../state/contents.ts'
import { idOf } from '../../state/href.ts'
import { cellText, fieldWords } from './cell.tsx'
import { useSaidDone } from './hand/said-done.ts'
import { TrustChain, Why } from './unit-origin.tsx'

interface UnitDrawerProps {
  href: string | null
  mirror: MirrorBody
  /** Address of the version it is looked at in. */
  version: string
  /** Only the newest version can lose a unit: by another one that comes after it. */
  canRemove: boolean
  onClose: () => void
}

/** All that is known of a unit: where it is used, its files and their sources, every field. */
export function UnitDrawer({ href, mirror, version, canRemove, onClose }: UnitDrawerProps) {
  const t = useText()
  const query = useUnit(href)
  const remove = useRemove(mirror, onClose)
  return (
    <Dialog
      place="side"
      title={query.data?.name ?? t('ui.unit.title')}
      isOpen={href !== null}
      onClose={onClose}
      actions={
        <>
          {canRemove && href !== null && (
            <Button icon={Trash2} isPending={remove.isPending} onPress={() => remove.run(href, query.data?.name ?? '')}>
              {t('ui.unit.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('ui.close')}</Button>
        </>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
      {href !== null && <QueryView query={query}>{(unit) => <Details unit={unit} version={version} />}</QueryView>}
    </Dialog>
  )
}

/** Taking a unit out makes a new version; the one before comes back with all that belonged to the unit. */
function useRemove(mirror: MirrorBody, onDone: () => void) {
  const t = useText()
  const said = useSaidDone()
  const act = useChange((unit: string) => removeUnits(mirror, [unit]))
  const run = (unit: string, name: string): void =>
    act.mutate(unit, {
      tell: ({ step }) => said(t('ui.unit.removed', { name }), step),
      onSuccess: onDone,
    })
  return { run, error: act.error, isPending: act.isPending }
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line py-3 last:border-0">
      <h3 className="mb-1.5 text-sm font-semibold text-ink">{title}</h3>
      {children}
    </section>
  )
}

function Details({ unit, version }: { unit: UnitBody; version: string }) {
  const t = useText()
  return (
    <div className="text-sm">
      <Part title={t('ui.origin.why')}>
        <Why unit={unit} version={version} />
      </Part>
      <Part title={t('ui.origin.trust')}>
        <TrustChain key={unit.pulp_href} unit={unit} version={version} />
      </Part>
      <Part title={t('ui.unit.used')}>
        <Mirrors unit={unit} />
      </Part>
      <Part title={t('ui.unit.files')}>
        {unit.files.length === 0 && <p>{t('ui.unit.no_files')}</p>}
        {unit.files.map((file) => (
          <File key={file.relative_path} file={file} />
        ))}
      </Part>
      <Part title={t('ui.unit.fields')}>
        <Fields fields={unit.fields} />
      </Part>
    </div>
  )
}

function Mirrors({ unit }: { unit: UnitBody }) {
  const t = useText()
  if (unit.mirrors.length === 0) return <p>{t('ui.unit.unused')}</p>
  return (
    <ul className="space-y-1">
      {unit.mirrors.map(({ name, repository, versions, present }) => (
        <li key={name} className="flex flex-wrap gap-x-2">
          {repository === null ? (
            <bdi className="font-medium">{plain(name)}</bdi>
          ) : (
            <Link
              to="/mirrors/$id/$tab"
              params={{ id: idOf(repository), tab: 'history' }}
              className="font-medium wrap-anywhere text-accent hover:underline"
            >
              <bdi>{plain(name)}</bdi>
            </Link>
          )}
          <span className="num text-ink-mute">
            {t(present ? 'ui.search.versions' : 'ui.search.versions_gone', {
              count: versions.reduce((sum, { first, last }) => sum + last - first + 1, 0),
              versions: versions.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', '),
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}

function File({ file }: { file: UnitFile }) {
  const t = useText()
  return (
    <div className="mb-3 last:mb-0">
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere text-ink">{plain(file.relative_path)}</span>
        <FileStateLabel value={file.state} />
      </div>
      {file.size !== null && <Bytes value={file.size} />}
      <dl className="mt-1 space-y-0.5">
        {Object.entries(file.digests).map(([name, value]) => (
          <div key={name} className="flex items-center gap-2">
            <dt className="w-14 shrink-0 text-xs text-ink-mute">{name}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-2">
              <span className="min-w-0 flex-1 truncate font-mono text-xs" title={value}>
                {value}
              </span>
              <CopyButton text={value} what={name} />
            </dd>
          </div>
        ))}
      </dl>
      {file.upstreams.length > 0 && (
        <>
          <p className="mt-1.5 text-xs text-ink-mute">{t('ui.unit.upstreams')}</p>
          <ul>
            {/* Several mirrors may have the same source. */}
            {[...new Map(file.upstreams.map((one) => [one.url, one])).values()].map(({ url, failed_at }) => (
              <li key={url} className="font-mono text-xs wrap-anywhere">
                {plain(url)}
                {failed_at !== null && (
                  <span className="ms-2 font-sans text-bad">
                    {t('ui.unit.failed')} <Time value={failed_at} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Fields({ fields }: { fields: Record<string, unknown> }) {
  return (
    <dl className="divide-y divide-line">
      {Object.entries(fields).map(([field, value]) => (
        <div key={field} className="py-1.5">
          <dt className="text-xs text-ink-mute" title={field}>
            {fieldWords(field)}
          </dt>
          <dd className="max-h-60 overflow-auto wrap-anywhere whitespace-pre-wrap text-ink">
            <FieldValue field={field} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Letters of a structure that are shown; nobody reads more of it here. */
const LONGEST = 20_000

function FieldValue({ field, value }: { field: string; value: unknown }) {
  if (field === 'size' && typeof value === 'number') return <Bytes value={value} />
  if (typeof value === 'object' && value !== null) return plain(JSON.stringify(value, null, 2), LONGEST)
  return cellText(value) || '–'
}
