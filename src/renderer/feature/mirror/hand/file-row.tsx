import { X } from 'lucide-react'
import { Input } from 'react-aria-components'
import { Button } from '../../../component/button.tsx'
import { MiddleText } from '../../../component/middle-text.tsx'
import { useBytes } from '../../../component/number.tsx'
import { plain } from '../../../component/plain.ts'
import { ProgressBar } from '../../../component/progress-bar.tsx'
import { useText } from '../../../component/text.ts'
import { typeWords } from '../cell.tsx'
import { isSettled } from './chosen-file.ts'
import type { ChosenFile } from './chosen-file.ts'

interface FileRowProps {
  one: ChosenFile
  isBusy: boolean
  onPath: (path: string) => void
  onRemove: () => void
}

/** A chosen file: its size, where it goes, how far it is, and what is wrong with it. */
export function FileRow({ one, isBusy, onPath, onRemove }: FileRowProps) {
  const t = useText()
  const bytes = useBytes()
  const { file, kind, path, state, sent, problem } = one
  const asksPath = kind !== null && !kind.isPart && kind.type.path !== null
  const isOver = isSettled(one)
  const fraction = file.size === 0 ? 0 : sent / file.size
  const words = kind ? typeWords(kind.type.pulp_type) : ''
  return (
    <li className="py-2.5">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1 text-sm font-medium text-ink">
          <MiddleText text={file.name} tail={18} />
        </div>
        <span className="num shrink-0 text-sm text-ink-mute">{bytes(file.size)}</span>
        <Button
          look="quiet"
          icon={X}
          label={t('ui.files.remove', { name: file.name })}
          isDisabled={isBusy || isOver}
          onPress={onRemove}
        />
      </div>
      {kind && (
        <p className={`text-xs ${state === 'failed' ? 'font-medium text-bad' : 'text-ink-mute'}`}>
          {`${words}${kind.isPart ? `, ${t('ui.files.part')}` : ''} · `}
          {state === 'sending' ? t('ui.files.state.sending', { percent: fraction }) : t(`ui.files.state.${state}`)}
        </p>
      )}
      {asksPath && !isOver && (
        <Input
          aria-label={t('ui.files.path', { name: file.name })}
          value={path}
          disabled={isBusy}
          spellCheck={false}
          onChange={(event) => onPath(event.target.value)}
          className="field-box mt-1.5 w-full font-mono text-sm"
        />
      )}
      {state === 'sending' && (
        <div className="mt-1.5">
          <ProgressBar label={t('ui.mirror.progress', { name: file.name })} fraction={fraction} />
        </div>
      )}
      {(problem || !kind) && (
        <p className="mt-1 text-sm wrap-anywhere text-bad">
          <span className="font-medium">{problem ? plain(problem.title) : t('ui.files.unknown')}</span>{' '}
          {problem?.advice && <span className="text-ink-soft">{plain(problem.advice)}</span>}
        </p>
      )}
    </li>
  )
}
