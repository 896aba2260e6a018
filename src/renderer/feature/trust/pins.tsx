import { Link } from '@tanstack/react-router'
import type { PinBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { Fingerprint } from '../../component/key-card.tsx'

/** Which source trusts which keys. */
export function Pins({ pins, onChange }: { pins: readonly PinBody[]; onChange: (remote: string) => void }) {
  const t = useText()
  if (pins.length === 0) return null
  return (
    <Section title={t('ui.trust.pins')}>
      <ul aria-label={t('ui.trust.pins')} className="card divide-y divide-line">
        {pins.map((pin) => (
          <li key={pin.remote} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm">
            <div className="min-w-60 flex-1">
              <p className="font-semibold wrap-anywhere">{pin.name}</p>
              <p className="text-ink-mute">
                {pin.mirrors.map(({ id, name }) => (
                  <Link
                    key={id}
                    to="/mirrors/$id/$tab"
                    params={{ id, tab: 'overview' }}
                    className="me-3 wrap-anywhere hover:underline"
                  >
                    {name}
                  </Link>
                ))}
              </p>
              {pin.fingerprints.map((one) => (
                <p key={one}>
                  <Fingerprint text={one} />
                </p>
              ))}
              {pin.problem && <p className="font-medium text-bad wrap-anywhere">{pin.problem}</p>}
              {pin.fingerprints.length === 0 && !pin.problem && <p className="text-warn">{t('ui.trust.unpinned')}</p>}
              {pin.accepts_weak.length > 0 && (
                <p className="text-warn">{t('ui.trust.accepts_weak', { names: pin.accepts_weak.join(', ') })}</p>
              )}
            </div>
            <PinButton pin={pin} onPress={() => onChange(pin.remote)} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function PinButton({ pin, onPress }: { pin: PinBody; onPress: () => void }) {
  const t = useText()
  const text = t(pin.fingerprints.length > 0 ? 'ui.trust.pin.replace' : 'ui.trust.pin.add')
  return (
    <Button acts label={`${text}: ${pin.name}`} onPress={onPress}>
      {text}
    </Button>
  )
}
