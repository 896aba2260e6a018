import type { ReactNode } from 'react'
import type { MirrorProposal } from '#shared/api/discovery'
import { plain } from '../../component/plain.ts'
import { useText } from '../../component/text.ts'
import { useMirrorTypes } from '../../state/mirror.ts'

interface ProposalCardProps {
  proposal: MirrorProposal
  /** Before the words: a tick. */
  lead?: ReactNode
  action?: ReactNode
  /** Below the words: what it comes to, what became of it. */
  children?: ReactNode
}

/** A mirror that could be made: what, whence, and what to know about it. */
export function ProposalCard({ proposal, lead, action, children }: ProposalCardProps) {
  const t = useText()
  const type = useMirrorTypes().data?.find((one) => one.plugin === proposal.plugin)?.label
  return (
    <div className="card flex items-start gap-3.5 p-4">
      {lead}
      <div className="min-w-0 flex-1">
        <p className="min-h-4 text-xs text-ink-mute">{type}</p>
        <p className="font-semibold wrap-anywhere">{plain(proposal.title)}</p>
        <p className="text-sm text-ink-soft wrap-anywhere">{plain(proposal.detail)}</p>
        {proposal.exists && <p className="mt-1 text-sm text-ink-mute">{t('ui.add.exists', { name: proposal.name })}</p>}
        {proposal.notes.map((note) => (
          <p key={note} className="mt-1 text-sm text-ink-mute wrap-anywhere">
            {plain(note)}
          </p>
        ))}
        {proposal.policy === 'on_demand' && <p className="mt-1 text-sm text-ink-mute">{t('ui.add.on_demand')}</p>}
        {children}
      </div>
      {action}
    </div>
  )
}
