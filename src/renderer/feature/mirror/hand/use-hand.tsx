import { Download, FilePlus2 } from 'lucide-react'
import { useContext, useState } from 'react'
import type { ReactNode } from 'react'
import type { ByHandBody } from '#shared/api/by-hand'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../../component/button.tsx'
import { MayChange } from '../../../component/may-change.ts'
import { Notice } from '../../../component/notice.tsx'
import { useText } from '../../../component/text.ts'
import type { FoundFile } from '../../../host/dropped-files.ts'
import { useByHand } from '../../../state/by-hand.ts'
import type { Hand } from '../mirror-search.ts'
import { AddDialog } from './add-dialog.tsx'
import { PullDialog } from './pull-dialog.tsx'

/** What may be done by hand to the newest version, as the Contents tab offers it. */
export interface HandView {
  /** Null while nothing is known, and where nothing can be changed. */
  byHand: ByHandBody | null
  buttons: ReactNode
  /** Why nothing can be changed. */
  refusal: ReactNode
  dialog: ReactNode
  canDrop: boolean
  onDrop: (files: FoundFile[]) => void
}

interface Asked {
  mirror: MirrorBody
  id: string
  /** Which dialog is open; it is in the address. */
  hand: Hand | undefined
  isNewest: boolean
  onHand: (hand: Hand | undefined) => void
}

export function useHand({ mirror, id, hand, isNewest, onHand }: Asked): HandView {
  const t = useText()
  const mayChange = useContext(MayChange)
  const { data } = useByHand(id)
  const [given, setGiven] = useState<readonly FoundFile[]>([])
  const canChange = data !== undefined && data.refusal === null && isNewest && mayChange
  const takesFiles = canChange && data.uploads.length > 0
  const close = (): void => {
    setGiven([])
    onHand(undefined)
  }
  return {
    byHand: canChange ? data : null,
    canDrop: takesFiles,
    onDrop(files) {
      setGiven(files)
      onHand('add')
    },
    refusal: isNewest && data?.refusal && (
      <div className="mb-3">
        <Notice tone="info" title={data.refusal.description}>
          {data.refusal.advice}
        </Notice>
      </div>
    ),
    buttons: canChange && (
      <div className="flex shrink-0 flex-wrap gap-2">
        <Button icon={Download} label={t('ui.hand.pull')} onPress={() => onHand('pull')}>
          {t('ui.hand.pull.short')}
        </Button>
        {takesFiles && (
          <Button icon={FilePlus2} onPress={() => onHand('add')}>
            {t('ui.hand.add')}
          </Button>
        )}
      </div>
    ),
    dialog: canChange && (
      <>
        {hand === 'add' && takesFiles && <AddDialog mirror={mirror} byHand={data} given={given} onClose={close} />}
        {hand === 'pull' && <PullDialog mirror={mirror} byHand={data} onClose={close} />}
      </>
    ),
  }
}
