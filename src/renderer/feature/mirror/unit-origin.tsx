import { Link } from '@tanstack/react-router'
import { useContext, useState } from 'react'
import type { ReactNode } from 'react'
import type { ReasonBody, ReasonsBody, UnitBody } from '#shared/api/contents'
import { Button } from '../../component/button.tsx'
import { MayChange } from '../../component/may-change.ts'
import { useBytes } from '../../component/number.tsx'
import { plain } from '../../component/plain.ts'
import { QueryView } from '../../component/query-view.tsx'
import { LinkLabel } from '../../component/status.tsx'
import { useText } from '../../component/text.ts'
import { useReasons, useTrustChain } from '../../state/contents.ts'

/** Bytes up to which files are read as soon as the details are opened. */
const QUICK = 64 * 1024 * 1024

interface OriginProps {
  unit: UnitBody
  /** Address of the version it is looked at in. */
  version: string
}

/** One after the other, joined by a line: a chain, read from the top. */
function Chain({ children }: { children: ReactNode }) {
  return <ol className="flex flex-col">{children}</ol>
}

function ChainLink({ isLast, children }: { isLast: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span aria-hidden className="flex w-3 shrink-0 flex-col items-center">
        <span
          className={`mt-1.5 size-2.5 shrink-0 rounded-full border-2 ${isLast ? 'border-accent bg-accent' : 'border-edge bg-raised'}`}
        />
        {!isLast && <span className="w-px flex-1 bg-edge" />}
      </span>
      <div className="min-w-0 flex-1 pb-3 wrap-anywhere">{children}</div>
    </li>
  )
}

/** What a link leads to: its details are one press away. */
function UnitLink({ name, unit }: { name: string; unit: string | null }) {
  if (unit === null) return <span className="font-medium text-ink">{plain(name)}</span>
  return (
    <Link
      to="."
      search={(search: object) => ({ ...search, unit })}
      replace
      className="rounded-sm font-medium text-accent hover:underline"
    >
      {plain(name)}
    </Link>
  )
}

/** The way from what was chosen to the unit. */
export function Why({ unit, version }: OriginProps) {
  return (
    <QueryView query={useReasons(unit.pulp_href, version)}>
      {(reasons) => (
        <>
          <Chain>
            {reasons.chain.map((step, index) => (
              <Reason
                // oxlint-disable-next-line react/no-array-index-key -- links have no names of their own, and never move
                key={index}
                step={step}
                isSelf={step.unit === unit.pulp_href}
                isLast={index === reasons.chain.length - 1}
              />
            ))}
          </Chain>
          <NeededBy of={reasons.needed_by} />
        </>
      )}
    </QueryView>
  )
}

function Reason({ step, isSelf, isLast }: { step: ReasonBody; isSelf: boolean; isLast: boolean }) {
  const t = useText()
  return (
    <ChainLink isLast={isLast}>
      {step.name !== null && (
        <p>
          <UnitLink name={step.name} unit={isSelf ? null : step.unit} />
          {isSelf && <span className="ms-2 text-xs text-ink-mute">{t('ui.origin.this')}</span>}
        </p>
      )}
      <p className={step.name === null ? '' : 'text-ink-mute'}>{plain(step.text)}</p>
    </ChainLink>
  )
}

/** Everything that would miss it; folded where it is more than the one of the chain. */
function NeededBy({ of: { count, units } }: { of: ReasonsBody['needed_by'] }) {
  const t = useText()
  if (count < 2) return null
  return (
    <details>
      <summary className="rounded-sm text-accent">{t('ui.origin.needed_by', { count })}</summary>
      <ul className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1">
        {units.map(({ name, unit }) => (
          <li key={name} className="wrap-anywhere">
            <UnitLink name={name} unit={unit} />
          </li>
        ))}
        {count > units.length && (
          <li className="text-ink-mute">{t('ui.origin.more', { count: count - units.length })}</li>
        )}
      </ul>
    </details>
  )
}

/** Each link from what is believed to the bytes. Small files are read at once, others when somebody asks. */
export function TrustChain({ unit, version }: OriginProps) {
  const t = useText()
  const bytes = useBytes()
  const mayAsk = useContext(MayChange)
  const [isAsked, setAsked] = useState(false)
  const size = unit.files.reduce((sum, file) => sum + (file.state === 'stored' ? (file.size ?? 0) : 0), 0)
  const isRead = mayAsk && (isAsked || size <= QUICK)
  const query = useTrustChain(unit.pulp_href, version, isRead)
  if (!isRead)
    return (
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1">
          {t(mayAsk ? 'ui.origin.trust.large' : 'ui.origin.trust.guest', { size: bytes(size) })}
        </p>
        {mayAsk && <Button onPress={() => setAsked(true)}>{t('ui.origin.trust.check')}</Button>}
      </div>
    )
  if (query.isFetching) return <output className="text-ink-mute">{t('ui.origin.checking')}</output>
  return (
    <QueryView query={query}>
      {(steps) => (
        <>
          <Chain>
            {steps.map(({ id, state, text }, index) => (
              <ChainLink key={id} isLast={index === steps.length - 1}>
                <LinkLabel value={state} />
                <p>{plain(text)}</p>
              </ChainLink>
            ))}
          </Chain>
          <Button onPress={() => void query.refetch()}>{t('ui.origin.again')}</Button>
        </>
      )}
    </QueryView>
  )
}
