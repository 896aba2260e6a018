import type { CertificateBody } from '#shared/api/trust'
import { Section } from '../../component/page.tsx'
import { useText } from '../../component/text.ts'
import { ExactTime } from '../../component/time.tsx'

/** TLS certificates: the own one for sharing, and those of sources. */
export function Certificates({ certificates }: { certificates: readonly CertificateBody[] }) {
  const t = useText()
  if (certificates.length === 0) return null
  return (
    <Section title={t('ui.trust.certificates')}>
      <ul aria-label={t('ui.trust.certificates')} className="card divide-y divide-line">
        {certificates.map((one) => (
          <li key={`${one.use} ${one.fingerprint}`} className="px-4 py-3 text-sm">
            <p className="font-semibold wrap-anywhere">{one.subject}</p>
            <p className="font-mono text-xs wrap-anywhere">{one.fingerprint}</p>
            <p className="num text-ink-mute wrap-anywhere">
              {t(`ui.trust.certificate.${one.use}`, { names: one.used_by.join(', ') })} ·{' '}
              {t(`ui.trust.certificate.state.${one.state}`)} · {t('ui.trust.ends')} <ExactTime value={one.valid_to} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
