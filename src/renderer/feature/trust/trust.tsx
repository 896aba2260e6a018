import { useState } from 'react'
import type { TrustBody } from '#shared/api/trust'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Facts, Page, Section } from '../../component/page.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { idOf } from '../../state/href.ts'
import { useRotateSecrets, useTrust } from '../../state/trust.ts'
import { Certificates } from './certificates.tsx'
import { FindFile } from './find-file.tsx'
import { KeyCard } from '../../component/key-card.tsx'
import { PinDialog } from './pin-dialog.tsx'
import { Pins } from './pins.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

/** Who is believed: keys, what is wrong with them, and which mirror trusts which. `pin` is the remote whose keys are to be given. */
export function Trust({ pin }: { pin: string | null }) {
  const t = useText()
  const query = useTrust()
  return (
    <Page title={t('ui.trust.title')} lead={t('ui.trust.about')}>
      <QueryView query={query}>{(trust) => <Content key={pin} trust={trust} asked={pin} />}</QueryView>
    </Page>
  )
}

function Content({ trust, asked }: { trust: TrustBody; asked: string | null }) {
  const t = useText()
  // Until something is chosen here, what the address of the page asks for counts, as soon as it is known.
  const [chosen, setPinning] = useState<string | null>()
  const pinning = chosen === undefined ? trust.pins.find(({ remote }) => idOf(remote) === asked)?.remote : chosen
  const [rotating, setRotating] = useState<TrustBody['own'][number] | null>(null)
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <Section title={t('ui.trust.keys')}>
        {trust.keys.length === 0 ? (
          <Empty title={t('ui.trust.no_keys')} />
        ) : (
          <ul aria-label={t('ui.trust.keys')} className="flex flex-col gap-3">
            {trust.keys.map((key) => (
              <KeyCard key={key.fingerprint} of={key}>
                {t('ui.trust.trusted_by', { names: key.trusted_by.join(', ') })}
              </KeyCard>
            ))}
          </ul>
        )}
      </Section>
      <Pins pins={trust.pins} onChange={setPinning} />
      <FindFile />
      {trust.own.length > 0 && (
        <Section title={t('ui.trust.own')}>
          <ul aria-label={t('ui.trust.own')} className="flex flex-col gap-3">
            {trust.own.map((key) => (
              <KeyCard
                key={key.fingerprint}
                of={key}
                action={
                  !key.retired && (
                    <Button acts onPress={() => setRotating(key)}>
                      {t('ui.trust.rotate')}
                    </Button>
                  )
                }
              >
                {key.retired ? t('ui.trust.retired', { name: key.name }) : t('ui.trust.signs', { name: key.name })}
              </KeyCard>
            ))}
          </ul>
        </Section>
      )}
      <Certificates certificates={trust.certificates} />
      <Secrets secrets={trust.secrets} />
      <PinDialog pin={trust.pins.find(({ remote }) => remote === pinning) ?? null} onClose={() => setPinning(null)} />
      <RotateDialog of={rotating} onClose={() => setRotating(null)} />
    </div>
  )
}

function Secrets({ secrets }: { secrets: TrustBody['secrets'] }) {
  const t = useText()
  const rotate = useRotateSecrets()
  return (
    <Section
      title={t('ui.trust.secrets')}
      actions={
        <Button isPending={rotate.isPending} onPress={() => rotate.mutate(undefined)}>
          {t('ui.trust.secrets.rotate')}
        </Button>
      }
    >
      <Facts
        items={[
          [t('ui.trust.secrets.count'), t('ui.trust.secrets.encrypted', { count: secrets.encrypted })],
          [
            t('ui.trust.secrets.key'),
            secrets.key_created ? <Time key="key" value={secrets.key_created} /> : t('ui.trust.secrets.none'),
          ],
          [
            t('ui.trust.secrets.state'),
            secrets.unreadable.length > 0
              ? t('ui.trust.secrets.unreadable', { names: secrets.unreadable.join(', ') })
              : t(secrets.rotating ? 'ui.trust.secrets.rotating' : 'ui.trust.secrets.good'),
          ],
        ]}
      />
      {rotate.error && <ProblemNotice error={rotate.error} />}
    </Section>
  )
}
