import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../component/button.tsx'
import { Code } from '../../component/code.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { CheckInput, SelectInput, TextInput } from '../../component/field.tsx'
import { Notice } from '../../component/notice.tsx'
import { Section } from '../../component/page.tsx'
import { QrCode } from '../../component/qr-code.tsx'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ApiProblem } from '../../host/problem.ts'
import { useChange } from '../../state/change.ts'
import { share, stopSharing, useProxyConfig, useSharing } from '../../state/sharing.ts'
import type { SharingState } from '../../state/sharing.ts'

/** All addresses that the machine has now. */
const ALL = '0.0.0.0'

/** Sharing with other machines: off until it is turned on, at an address that is chosen. */
export function Sharing() {
  const t = useText()
  const query = useSharing()
  return (
    <Section title={t('ui.sharing.title')}>
      <QueryView query={query}>
        {(state) => (state.shared ? <Shared state={state} /> : <Choose state={state} />)}
      </QueryView>
      <BehindProxy />
    </Section>
  )
}

function Shared({ state }: { state: SharingState }) {
  const t = useText()
  const stop = useChange(stopSharing)
  return (
    <div className="card flex flex-col gap-3 p-4 text-sm">
      {state.problem && <Notice tone="bad" title={state.problem} />}
      <p className="font-medium">{t('ui.sharing.on')}</p>
      <ul className="flex flex-col gap-1">
        {state.urls.map((url) => (
          <li key={url} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 font-mono wrap-anywhere">{url}</span>
            <CopyButton text={url} what={t('ui.mirror.address')} />
          </li>
        ))}
      </ul>
      {state.urls[0] && <ForCameras url={state.urls[0]} />}
      {state.fingerprint && (
        <p className="text-ink-soft">
          {t('ui.sharing.fingerprint')} <span className="font-mono text-xs wrap-anywhere">{state.fingerprint}</span>
        </p>
      )}
      {state.certificate && (
        <>
          <p>{t('ui.sharing.trust')}</p>
          <Code title={t('ui.sharing.trust.title')} text={trustCommands(state.certificate)} />
        </>
      )}
      {stop.error && <ProblemNotice error={stop.error} />}
      <div>
        <Button isPending={stop.isPending} onPress={() => stop.mutate(undefined)}>
          {t('ui.sharing.stop')}
        </Button>
      </div>
    </div>
  )
}

/** The address for a phone or another machine: nobody types it twice. */
function ForCameras({ url }: { url: string }) {
  const t = useText()
  return (
    <div className="flex flex-wrap items-center gap-4">
      <QrCode text={url} label={t('ui.sharing.qr.label', { url })} />
      <p className="min-w-40 flex-1 text-ink-soft">{t('ui.sharing.qr.about')}</p>
    </div>
  )
}

/** Puts the certificate among those that programs of Debian and Ubuntu trust. */
function trustCommands(certificate: string): string {
  const file = '/usr/local/share/ca-certificates/stillwater.crt'
  return `sudo tee ${file} <<'END'\n${certificate.trim()}\nEND\nsudo update-ca-certificates`
}

function Choose({ state }: { state: SharingState }) {
  const t = useText()
  const [host, setHost] = useState(state.addresses[0]?.address ?? ALL)
  const [port, setPort] = useState('')
  const [tls, setTls] = useState(true)
  const start = useChange(share)
  const errors = start.error instanceof ApiProblem ? start.error.fields : {}
  return (
    <form
      className="card flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        start.mutate({ host, tls, ...(port.trim() === '' ? {} : { port: Number(port) }) })
      }}
    >
      <p className="text-sm text-ink-soft">{t('ui.sharing.about')}</p>
      <SelectInput
        label={t('ui.sharing.at')}
        isRequired
        value={host}
        onChange={setHost}
        errors={errors['host']}
        options={[
          ...state.addresses.map(({ address, interface: name }) => ({ value: address, label: `${address} (${name})` })),
          { value: ALL, label: t('ui.sharing.all') },
        ]}
      />
      <TextInput
        label={t('ui.sharing.port')}
        help={t('ui.sharing.port.help')}
        value={port}
        onChange={setPort}
        errors={errors['port']}
      />
      <CheckInput label={t('ui.sharing.tls')} help={t('ui.sharing.tls.help')} value={tls} onChange={setTls} />
      {start.error && Object.keys(errors).length === 0 && <ProblemNotice error={start.error} />}
      <div>
        <Button type="submit" icon={Share2} isPending={start.isPending}>
          {t('ui.sharing.start')}
        </Button>
      </div>
    </form>
  )
}

/** For those who have a web server already. */
function BehindProxy() {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="mt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer rounded-sm text-sm font-semibold text-ink-soft">
        {t('ui.sharing.proxy')}
      </summary>
      {isOpen && (
        <div className="mt-3 flex flex-col gap-3">
          {['nginx', 'apache'].map((server) => (
            <ProxyConfig key={server} server={server} />
          ))}
        </div>
      )}
    </details>
  )
}

function ProxyConfig({ server }: { server: string }) {
  return <QueryView query={useProxyConfig(server)}>{({ text }) => <Code title={server} text={text} />}</QueryView>
}
