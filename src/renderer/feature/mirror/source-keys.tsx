import { Link, useNavigate } from '@tanstack/react-router'
import type { PinBody, TrustBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { idOf } from '../../state/href.ts'
import { useTrust } from '../../state/trust.ts'
import { KeyCard } from '../../component/key-card.tsx'

/** The pins of a remote; null where it cannot have any, or nothing is known yet. */
export function usePin(remote: string | null): PinBody | null {
  return useTrust().data?.pins.find((pin) => pin.remote === remote) ?? null
}

/** The keys that a mirror believes; the page Trust takes others in their place. */
export function SourceKeys({ pin }: { pin: PinBody }) {
  const t = useText()
  const trust = useTrust().data
  const navigate = useNavigate()
  const keys = keysOf(trust, pin)
  return (
    <Section
      title={t('ui.keys.title')}
      actions={
        <Button acts onPress={() => void navigate({ to: '/trust', search: { pin: idOf(pin.remote) } })}>
          {t(pin.fingerprints.length > 0 ? 'ui.trust.pin.replace' : 'ui.trust.pin.add')}
        </Button>
      }
    >
      {keys.length === 0 ? (
        <p className={`card px-4 py-3 text-sm ${pin.problem ? 'text-bad' : 'text-warn'}`}>
          {pin.problem ?? t('ui.keys.none')}
        </p>
      ) : (
        <ul aria-label={t('ui.keys.title')} className="flex flex-col gap-3">
          {keys.map((key) => (
            <KeyCard key={key.fingerprint} of={key} />
          ))}
        </ul>
      )}
      <p className="mt-2 text-sm">
        <Link to="/trust" className="rounded-sm text-accent hover:underline">
          {t('ui.keys.more')}
        </Link>
      </p>
    </Section>
  )
}

function keysOf(trust: TrustBody | undefined, { fingerprints }: PinBody): TrustBody['keys'] {
  return trust?.keys.filter(({ fingerprint }) => fingerprints.includes(fingerprint)) ?? []
}
