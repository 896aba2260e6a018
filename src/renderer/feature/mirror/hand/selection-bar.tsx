import { Copy, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ByHandBody } from '#shared/api/by-hand'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../../component/button.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { removeUnits } from '../../../state/by-hand.ts'
import { useChange } from '../../../state/change.ts'
import { PullDialog } from './pull-dialog.tsx'
import { useSaidDone } from './said-done.ts'

interface SelectionBarProps {
  mirror: MirrorBody
  byHand: ByHandBody
  version: number
  units: ReadonlySet<string>
  /** It is over with them. */
  onDone: () => void
}

/** What can be done with the units that are ticked. */
export function SelectionBar({ mirror, byHand, version, units, onDone }: SelectionBarProps) {
  const t = useText()
  const [isCopying, setCopying] = useState(false)
  const said = useSaidDone()
  const remove = useChange(() => removeUnits(mirror, [...units]))
  const run = (): void =>
    remove.mutate(undefined, {
      tell: ({ step }) => said(t('ui.pick.removed', { count: units.size, name: mirror.name }), step),
      onSuccess: onDone,
    })
  const isNone = units.size === 0
  return (
    <div className="mb-3 space-y-3">
      <div className="flex flex-wrap items-center gap-2 rounded-md border border-line bg-sunken px-3 py-2">
        <output className="num me-auto text-sm">{t('ui.pick.count', { count: units.size })}</output>
        <Button icon={Copy} isDisabled={isNone} onPress={() => setCopying(true)}>
          {t('ui.pick.copy')}
        </Button>
        <Button icon={Trash2} isDisabled={isNone} isPending={remove.isPending} onPress={run}>
          {t('ui.pick.remove')}
        </Button>
      </div>
      {remove.error && <ProblemNotice error={remove.error} />}
      {isCopying && (
        <PullDialog
          mirror={mirror}
          byHand={byHand}
          units={[...units]}
          version={version}
          onClose={() => setCopying(false)}
        />
      )}
    </div>
  )
}
