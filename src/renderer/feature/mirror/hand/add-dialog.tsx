import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { ByHandBody } from '#shared/api/by-hand'
import type { MirrorBody, MirrorField } from '#shared/api/mirror'
import { Button } from '../../../component/button.tsx'
import { Dialog } from '../../../component/dialog.tsx'
import { CheckInput } from '../../../component/field.tsx'
import { Notice } from '../../../component/notice.tsx'
import { useBytes } from '../../../component/number.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { ProgressBar } from '../../../component/progress-bar.tsx'
import { useText } from '../../../component/text.ts'
import { chooseFiles } from '../../../host/dropped-files.ts'
import type { FoundFile } from '../../../host/dropped-files.ts'
import { answersOf, initialValues } from '../../../component/answers.ts'
import { bytesOf, fractionOf, isWanted, MOST_FILES } from './chosen-file.ts'
import { DropArea } from './drop-area.tsx'
import { FileRow } from './file-row.tsx'
import { Questions } from './questions.tsx'
import { joined } from '../../../state/by-hand.ts'
import { useSaidDone } from './said-done.ts'
import { useAddFiles } from './use-add-files.ts'
import type { Added, AddFilesState } from './use-add-files.ts'

interface AddDialogProps {
  mirror: MirrorBody
  byHand: ByHandBody
  /** What was dropped already. */
  given: readonly FoundFile[]
  onClose: () => void
}

/** Files are chosen, sent, and made into one new version. While they are on their way, only Cancel leaves. */
export function AddDialog({ mirror, byHand, given, onClose }: AddDialogProps) {
  const t = useText()
  const state = useAddFiles(mirror, byHand, given)
  const questions = questionsFor(byHand, state)
  const [values, setValues] = useState(() => initialValues(byHand.uploads.flatMap((one) => one.questions)))
  const [overwrite, setOverwrite] = useState(false)
  const [failed, setFailed] = useState<Added | null>(null)
  const said = useSaidDone()
  const isBusy = state.phase !== 'choosing'
  const wanted = state.files.filter(isWanted)
  const { name } = mirror
  const leave = (): void => {
    // Said at the end, not over the dialog that goes on.
    if (failed && failed.added > 0) said(t('ui.files.done', { count: failed.added, name }), failed.step)
    onClose()
  }
  const run = async (): Promise<void> => {
    const now = await state.start({ answers: answersOf(questions, values), overwrite })
    if (!now) return
    const done = { ...now, added: now.added + (failed?.added ?? 0), step: joined(failed?.step ?? null, now.step) }
    if (done.failed > 0) return setFailed(done)
    if (done.added > 0) said(t('ui.files.done', { count: done.added, name }), done.step)
    else said(t('ui.files.nothing', { name }), null)
    onClose()
  }
  const hasFailed = wanted.some((one) => one.state === 'failed')
  return (
    <Dialog
      place="wide"
      title={t('ui.files.title', { name })}
      isOpen
      onClose={() => !isBusy && leave()}
      actions={
        <>
          <Button onPress={leave}>{t(failed && !isBusy ? 'ui.close' : 'ui.files.cancel')}</Button>
          <Button look="primary" isDisabled={wanted.length === 0} isPending={isBusy} onPress={() => void run()}>
            {hasFailed ? t('ui.files.again') : t('ui.files.start', { count: wanted.length })}
          </Button>
        </>
      }
    >
      <DropArea isDisabled={isBusy} onFiles={state.choose}>
        <Chooser byHand={byHand} state={state} />
        <Said state={state} failed={failed} />
        {state.files.length > 0 && (
          <ul aria-label={t('ui.files.list')} className="mt-3 divide-y divide-line border-y border-line">
            {state.files.map((one) => (
              <FileRow
                key={one.key}
                one={one}
                isBusy={isBusy}
                onPath={(path) => state.rename(one.key, path)}
                onRemove={() => state.remove(one.key)}
              />
            ))}
          </ul>
        )}
        {!isBusy && state.files.length > 0 && (
          <div className="mt-4 flex flex-col gap-4 text-ink">
            <Questions fields={questions} values={values} onChange={setValues} />
            <CheckInput label={t('ui.files.overwrite')} value={overwrite} onChange={setOverwrite} />
            {mirror.remote !== null && <p className="text-sm text-ink-mute">{t('ui.hand.sync')}</p>}
          </div>
        )}
      </DropArea>
    </Dialog>
  )
}

/** What the types of the chosen files ask, each question once. */
function questionsFor({ uploads }: ByHandBody, { files }: AddFilesState): MirrorField[] {
  const types = new Set(files.filter(({ kind }) => kind && !kind.isPart).map(({ kind }) => kind?.type.pulp_type))
  const asked = uploads.filter((one) => types.has(one.pulp_type)).flatMap((one) => one.questions)
  return [...new Map(asked.map((field) => [field.name, field])).values()]
}

function Chooser({ byHand, state }: { byHand: ByHandBody; state: AddFilesState }) {
  const t = useText()
  const bytes = useBytes()
  const endings = byHand.uploads.flatMap((one) => one.endings)
  const parts = byHand.uploads.flatMap((one) => one.parts)
  const takesAny = byHand.uploads.some((one) => one.endings.length === 0)
  const { files, phase } = state
  const count = files.length
  const takes = takesAny ? t('ui.files.takes_any') : t('ui.files.takes', { endings: [...endings, ...parts].join(', ') })
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-dashed border-edge bg-sunken px-4 py-3">
      <div className="min-w-56 flex-1 text-sm">
        <p className="font-semibold text-ink">
          {count === 0 ? t('ui.files.drop') : t('ui.files.total', { count, size: bytes(bytesOf(files)) })}
        </p>
        <p className="wrap-anywhere">{takes}</p>
      </div>
      <Button
        icon={FolderOpen}
        isDisabled={phase !== 'choosing'}
        onPress={() => void chooseFiles(takesAny ? [] : [...endings, ...parts]).then(state.choose)}
      >
        {t(count === 0 ? 'ui.files.choose' : 'ui.files.more')}
      </Button>
    </div>
  )
}

/** How far all of it is, and what went wrong as a whole. */
function Said({ state, failed }: { state: AddFilesState; failed: Added | null }) {
  const t = useText()
  const { phase, error, files, isTooMany } = state
  return (
    <div className="mt-3 space-y-3 empty:hidden">
      {isTooMany && <Notice tone="warn" title={t('ui.files.too_many', { count: MOST_FILES })} />}
      {phase === 'choosing' && error !== null && <ProblemNotice error={error} />}
      {phase === 'choosing' && failed && (
        <Notice tone="bad" title={t('ui.files.failed', { failed: failed.failed, added: failed.added })}>
          {t('ui.files.failed.advice')}
        </Notice>
      )}
      {phase !== 'choosing' && (
        <div aria-live="polite" className="text-sm">
          <p className="mb-1.5">{t(phase === 'adding' ? 'ui.files.adding' : 'ui.files.progress')}</p>
          <ProgressBar label={t('ui.files.progress')} fraction={phase === 'adding' ? null : fractionOf(files)} />
        </div>
      )}
    </div>
  )
}
