import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Form } from 'react-aria-components'
import type { MirrorProposal } from '#shared/api/discovery'
import { Button } from '../../component/button.tsx'
import { TextInput } from '../../component/field.tsx'
import { Notice } from '../../component/notice.tsx'
import { Page, Section } from '../../component/page.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { StartList } from '../../component/start-list.tsx'
import { useText } from '../../component/text.ts'
import { ApiProblem } from '../../host/problem.ts'
import { useAddress } from '../../state/discovery.ts'
import { useMirrorTypes } from '../../state/mirror.ts'
import { BackLink } from './back-link.tsx'
import { usePrefill } from './prefill.ts'
import { ProposalCard } from './proposal-card.tsx'

/** Asks for an address, looks what lives there, and goes on to the form of it. */
export function AddressStart({ url }: { url: string }) {
  const t = useText()
  const navigate = useNavigate()
  const probe = useAddress()
  const open = useOpenForm()
  const [address, setAddress] = useState(url)
  const look = (): void => {
    const wanted = address.trim()
    if (wanted === '') return
    void navigate({ to: '/add/address', search: { url: wanted }, replace: true })
    probe.mutate(wanted, {
      onSuccess({ proposals: [first, ...others] }) {
        if (first && others.length === 0) open(first)
      },
    })
  }
  // An address that came with the link is looked at at once.
  useEffect(() => {
    if (url !== '' && probe.isIdle) look()
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the page opens
  }, [])
  const errors = probe.error instanceof ApiProblem ? probe.error.fields['url'] : undefined
  return (
    <Page title={t('ui.add.start.address')} lead={<BackLink />}>
      <div className="flex max-w-3xl flex-col gap-6">
        <Form
          className="card flex flex-wrap items-start gap-3 p-5"
          onSubmit={(event) => {
            event.preventDefault()
            look()
          }}
        >
          <div className="min-w-72 flex-1">
            <TextInput
              label={t('ui.add.address.label')}
              help={t('ui.add.address.help')}
              value={address}
              onChange={setAddress}
              errors={errors}
              isRequired
              isMono
              name="url"
              placeholder="https://example.org/debian/"
            />
          </div>
          <div className="pt-6.5">
            <Button look="primary" icon={Search} type="submit" isPending={probe.isPending}>
              {t('ui.add.address.look')}
            </Button>
          </div>
        </Form>
        {probe.isPending && <output className="text-sm text-ink-mute">{t('ui.add.address.looking')}</output>}
        {probe.error !== null && errors === undefined && <ProblemNotice error={probe.error} onRetry={look} />}
        {probe.data && <Found proposals={probe.data.proposals} onOpen={open} />}
      </div>
    </Page>
  )
}

function useOpenForm(): (proposal: MirrorProposal) => void {
  const navigate = useNavigate()
  const take = usePrefill((state) => state.take)
  return (proposal) => {
    take({ proposal, files: [] })
    void navigate({ to: '/add/$plugin/$source', params: { plugin: proposal.plugin, source: proposal.source } })
  }
}

function Found({ proposals, onOpen }: { proposals: readonly MirrorProposal[]; onOpen: (one: MirrorProposal) => void }) {
  const t = useText()
  const types = useMirrorTypes().data ?? []
  if (proposals.length === 0)
    return (
      <>
        <Notice tone="warn" title={t('ui.add.address.nothing')}>
          {t('ui.add.address.nothing.advice')}
        </Notice>
        <Section title={t('ui.add.by_type')}>
          <StartList types={types} />
        </Section>
      </>
    )
  return (
    <Section title={t('ui.add.address.found')}>
      <ul className="flex flex-col gap-2.5">
        {proposals.map((proposal) => (
          <li key={proposal.name}>
            <ProposalCard
              proposal={proposal}
              action={<Button onPress={() => onOpen(proposal)}>{t('ui.add.continue')}</Button>}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
