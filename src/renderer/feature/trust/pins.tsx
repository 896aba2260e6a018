import { Link } from '@tanstack/react-router'
import type { PinBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { plain } from '../../component/plain.ts'
import { useText } from '../../component/text.ts'
import { Fingerprint } from '../../component/key-card.tsx'

/** Which source trusts which keys. */
export function Pins({ pins, onChange }: { pins: readonly PinBody[]; onChange: (remote: string) => void }) {
  const t = useText()
  if (pins.length === 0) return null
  return (
    <Section title={t('ui.trust.pins')}>
      <ul aria-label={t('ui.trust.pins')} className="card divide-y divide-line">
        {pins
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map((pin) => (
            <li key={pin.remote} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm">
              <div className="min-w-60 flex-1">
                <PinNames pin={pin} />
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

/** The name of the source, and the mirrors that use it; once where they are called the same, as most are. */
function PinNames({ pin: { name, mirrors } }: { pin: PinBody }) {
  const isSame = mirrors.every((mirror) => mirror.name === name)
  return (
    <>
      {(!isSame || mirrors.length === 0) && <p className="font-semibold wrap-anywhere">{plain(name)}</p>}
      {mirrors.length > 0 && (
        <p className={isSame ? 'font-semibold' : 'text-ink-mute'}>
          {mirrors.map((mirror) => (
            <Link
              key={mirror.id}
              to="/mirrors/$id/$tab"
              params={{ id: mirror.id, tab: 'overview' }}
              className="me-3 rounded-sm wrap-anywhere hover:underline"
            >
              <bdi>{plain(mirror.name)}</bdi>
            </Link>
          ))}
        </p>
      )}
    </>
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
