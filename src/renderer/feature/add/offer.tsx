import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Discovery, MirrorProposal, ProjectFile } from '#shared/api/discovery'
import { Button } from '../../component/button.tsx'
import { Empty } from '../../component/empty.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { TickBox } from '../../component/tick-box.tsx'
import { useText } from '../../component/text.ts'
import { type Outcome, requestOf, useCreateMirrors, useProposalPreviews } from '../../state/discovery.ts'
import { idOf } from '../../state/href.ts'
import { OfferTotals } from './offer-totals.tsx'
import { usePrefill } from './prefill.ts'
import { PreviewLine } from './preview-line.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { SeenList } from './seen-list.tsx'

interface OfferProps {
  found: Discovery
  /** Files of the project, where there is one. */
  files: readonly ProjectFile[]
  /** Tells one look from the next, so that previews are made anew. */
  mark: string
  /** Said when nothing can be mirrored. */
  empty: string
}

/** Mirrors to choose from, previewed together, and one button that makes all that are ticked. */
export function Offer({ found, files, mark, empty }: OfferProps) {
  const t = useText()
  const { proposals } = found
  const [unticked, setTicks] = useState<ReadonlyMap<string, boolean>>(new Map())
  const isTicked = (one: MirrorProposal): boolean =>
    one.missing.length === 0 && (unticked.get(one.name) ?? one.selected)
  const chosen = proposals.filter(isTicked)
  const previews = useProposalPreviews(chosen, files, mark)
  const previewOf = (one: MirrorProposal) => previews[chosen.indexOf(one)]
  const { create, outcomes, isPending } = useCreateAll()
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="flex flex-col gap-8">
        {proposals.length === 0 && <Empty title={empty} />}
        {proposals.length > 0 && (
          <ul className="flex flex-col gap-2.5">
            {proposals.map((one) => (
              <li key={one.name}>
                <ProposalCard
                  proposal={one}
                  lead={
                    <TickBox
                      label={t('ui.add.take', { title: one.title, name: one.name })}
                      isSelected={isTicked(one)}
                      isDisabled={one.missing.length > 0 || isPending}
                      onChange={(value) => setTicks(new Map([...unticked, [one.name, value]]))}
                    />
                  }
                  action={<AdjustButton proposal={one} files={files} />}
                >
                  {one.missing.length > 0 && <p className="mt-1 text-sm text-ink-mute">{t('ui.add.incomplete')}</p>}
                  {isTicked(one) && <PreviewLine query={previewOf(one)} />}
                  <OutcomeNotice outcome={outcomes.get(one.name)} />
                </ProposalCard>
              </li>
            ))}
          </ul>
        )}
        {found.seen.length > 0 && (
          <Section title={t('ui.add.seen')}>
            <SeenList items={found.seen} />
          </Section>
        )}
      </div>
      {proposals.length > 0 && (
        <OfferTotals count={chosen.length} previews={previews}>
          <Button
            look="primary"
            isDisabled={chosen.length === 0}
            isPending={isPending}
            onPress={() => create(chosen.map((one) => requestOf(one, files)))}
          >
            {t('ui.add.create_all', { count: chosen.length })}
          </Button>
        </OfferTotals>
      )}
    </div>
  )
}

/** Creates them and goes where they can be watched: to the mirror, or to the library when they are several. */
function useCreateAll() {
  const navigate = useNavigate()
  const { mutate, outcomes, isPending } = useCreateMirrors()
  const create = (requests: Parameters<typeof mutate>[0]): void =>
    mutate(requests, {
      onSuccess(all) {
        const made = [...all.values()].flatMap((one) => (one.state === 'made' ? [one.made.mirror] : []))
        if (made.length < all.size) return
        const [only, ...others] = made
        if (only && others.length === 0)
          void navigate({ to: '/mirrors/$id/$tab', params: { id: idOf(only.repository), tab: 'overview' } })
        else void navigate({ to: '/' })
      },
    })
  return { create, outcomes, isPending }
}

function AdjustButton({ proposal, files }: { proposal: MirrorProposal; files: readonly ProjectFile[] }) {
  const t = useText()
  const navigate = useNavigate()
  const take = usePrefill((state) => state.take)
  const open = (): void => {
    take({ proposal, files })
    void navigate({ to: '/add/$plugin/$source', params: { plugin: proposal.plugin, source: proposal.source } })
  }
  return (
    <Button onPress={open} label={t('ui.add.adjust.named', { name: proposal.name })}>
      {t(proposal.missing.length > 0 ? 'ui.add.complete' : 'ui.add.adjust')}
    </Button>
  )
}

function OutcomeNotice({ outcome }: { outcome: Outcome | undefined }) {
  const t = useText()
  if (!outcome) return null
  if (outcome.state === 'made') return <p className="mt-1 text-sm text-ok">{t('ui.add.made')}</p>
  if (outcome.state === 'waiting') return <p className="mt-1 text-sm text-ink-mute">{t('ui.add.making')}</p>
  return (
    <div className="mt-2">
      <ProblemNotice error={outcome.error} />
    </div>
  )
}
