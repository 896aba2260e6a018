import { CircleCheck, Clock, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { KeyBody } from '#shared/api/trust'
import { CopyButton } from './copy-button.tsx'
import { plain } from './plain.ts'
import { useText } from './text.ts'
import { ExactTime } from './time.tsx'

const LOOK: Readonly<Record<KeyBody['state'], { icon: LucideIcon; color: string }>> = {
  good: { icon: CircleCheck, color: 'text-ok' },
  expires_soon: { icon: Clock, color: 'text-warn' },
  weak: { icon: TriangleAlert, color: 'text-warn' },
  expired: { icon: TriangleAlert, color: 'text-bad' },
  revoked: { icon: TriangleAlert, color: 'text-bad' },
}

/** A fingerprint in groups of four, as people compare them. */
export function Fingerprint({ text }: { text: string }) {
  return <span className="font-mono text-xs wrap-anywhere">{text.replaceAll(/([0-9A-F]{4})(?=.)/g, '$1 ')}</span>
}

export function KeyState({ of }: { of: KeyBody }) {
  const t = useText()
  const { icon: Icon, color } = LOOK[of.state]
  const why = of.weaknesses.map((one) => t('ui.trust.weakness', { kind: one })).join(', ')
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${color}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(`ui.trust.state.${of.state}`)}
      {why && ` (${why})`}
    </span>
  )
}

interface KeyCardProps {
  of: KeyBody
  action?: ReactNode
  /** Who trusts it, or what it signs. */
  children?: ReactNode
}

/** One key: whose, how long, how strong. */
export function KeyCard({ of, action, children }: KeyCardProps) {
  const t = useText()
  return (
    <li className="card flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-60 flex-1">
        <p className="font-semibold wrap-anywhere">{plain(of.user_ids.join(', ')) || t('ui.trust.nameless')}</p>
        <p className="mt-0.5 flex items-center gap-2">
          <Fingerprint text={of.fingerprint} />
          <span className="-my-1.5 shrink-0">
            <CopyButton text={of.fingerprint} what={t('ui.trust.fingerprint')} />
          </span>
        </p>
        <p className="num text-ink-mute">
          {of.algorithm.replace(/^(?:rsa|dsa|e[cd]dsa|.)/, (name) => name.toUpperCase())} · {t('ui.trust.made')}{' '}
          <ExactTime value={of.created} /> ·{' '}
          {of.expires ? (
            <>
              {t('ui.trust.ends')} <ExactTime value={of.expires} />
            </>
          ) : (
            t('ui.trust.no_end')
          )}
          {of.subkeys.length > 0 && ` · ${t('ui.trust.subkeys', { count: of.subkeys.length })}`}
        </p>
        {children && <p className="mt-1 text-ink-soft wrap-anywhere">{children}</p>}
      </div>
      <div className="flex flex-col items-end gap-2">
        <KeyState of={of} />
        {action}
      </div>
    </li>
  )
}
