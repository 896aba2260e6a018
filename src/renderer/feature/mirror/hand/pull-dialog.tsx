import { useState } from 'react'
import type { ByHandBody, PullPreview } from '#shared/api/by-hand'
import type { MirrorBody } from '#shared/api/mirror'
import { Button } from '../../../component/button.tsx'
import { Dialog } from '../../../component/dialog.tsx'
import { SelectInput } from '../../../component/field.tsx'
import { ProblemNotice } from '../../../component/query-view.tsx'
import { useText } from '../../../component/text.ts'
import { previewPull, runPull } from '../../../state/by-hand.ts'
import type { Pull } from '../../../state/by-hand.ts'
import { useChange } from '../../../state/change.ts'
import { useHistory } from '../../../state/history.ts'
import { idOf } from '../../../state/href.ts'
import { useMirrors } from '../../../state/mirror.ts'
import { useIntl } from 'react-intl'
import { answersOf, initialValues } from '../../../component/answers.ts'
import type { FieldValues } from '../../../component/answers.ts'
import { PullPreviewView } from './pull-preview.tsx'
import { Questions } from './questions.tsx'
import { useSaidDone } from './said-done.ts'

interface PullDialogProps {
  mirror: MirrorBody
  byHand: ByHandBody
  /** Units of this very mirror that go into another one; without them another one comes into this. */
  units?: readonly string[]
  /** Number of the version that holds the units. */
  version?: number
  onClose: () => void
}

/** Another mirror is chosen, what would happen is looked at, and then it happens, as one new version. */
export function PullDialog({ mirror, byHand, units, version, onClose }: PullDialogProps) {
  const t = useText()
  const [other, setOther] = useState('')
  const [number, setNumber] = useState('')
  const questions = byHand.pull.questions.filter(({ name }) => !units || !byHand.pull.chooses.includes(name))
  const [values, setValues] = useState<FieldValues>(() => initialValues(questions))
  const others = useOthers(mirror)
  const chosen = others.find((one) => idOf(one.repository) === other)
  const work = usePull(chosen && units ? chosen : mirror)
  const pull: Pull = {
    source: units ? idOf(mirror.repository) : other,
    version: units ? (version ?? null) : number === '' ? null : Number(number),
    content: units ?? null,
    input: answersOf(questions, values),
  }
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      work.forget()
      set(value)
    }
  }
  const chooseOther = changed((id: string) => {
    setOther(id)
    setNumber('')
  })
  const isThere = work.preview !== null && Object.keys(work.preview.units).length === 0
  return (
    <Dialog
      title={units ? t('ui.pull.copy', { count: units.length }) : t('ui.pull.title', { name: mirror.name })}
      isOpen
      onClose={() => !work.isRunning && onClose()}
      actions={
        <>
          <Button
            onPress={() => {
              work.cancel()
              onClose()
            }}
          >
            {t(others.length === 0 ? 'ui.close' : 'ui.files.cancel')}
          </Button>
          {others.length === 0 ? null : work.preview === null ? (
            <Button look="primary" isDisabled={!chosen} isPending={work.isPending} onPress={() => work.look(pull)}>
              {t('ui.pull.look')}
            </Button>
          ) : (
            <Button
              look="primary"
              isDisabled={isThere}
              isPending={work.isPending}
              onPress={() => work.run(pull, onClose)}
            >
              {t(units ? 'ui.pull.run.copy' : 'ui.pull.run')}
            </Button>
          )}
        </>
      }
    >
      {others.length === 0 ? (
        <p className="text-sm">{t('ui.pull.none')}</p>
      ) : (
        <div className="flex flex-col gap-4 text-ink">
          <SelectInput
            label={t(units ? 'ui.pull.into' : 'ui.pull.from')}
            isRequired
            value={other}
            onChange={chooseOther}
            options={others.map(({ repository, name }) => ({ value: idOf(repository), label: name }))}
          />
          {!units && chosen && <VersionInput id={other} value={number} onChange={changed(setNumber)} />}
          <Questions fields={questions} values={values} onChange={changed(setValues)} />
          {!units && mirror.remote !== null && <p className="text-sm text-ink-mute">{t('ui.hand.sync')}</p>}
          {work.error !== null && <ProblemNotice error={work.error} />}
          {work.preview && <PullPreviewView preview={work.preview} />}
        </div>
      )}
    </Dialog>
  )
}

/** Mirrors of the same type. */
function useOthers(mirror: MirrorBody): MirrorBody[] {
  const { data = [] } = useMirrors()
  return data.filter((one) => one.pulp_type === mirror.pulp_type && one.repository !== mirror.repository)
}

/** The newest unless one is chosen. */
function VersionInput({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const t = useText()
  const intl = useIntl()
  const history = useHistory(id)
  const versions = history.data?.pages.flatMap((page) => page.results) ?? []
  const day = (time: string): string => intl.formatDate(time, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <SelectInput
      label={t('ui.pull.version')}
      isRequired
      value={value === '' ? 'newest' : value}
      onChange={(chosen) => onChange(chosen === 'newest' ? '' : chosen)}
      options={[
        { value: 'newest', label: t('ui.pull.newest') },
        ...versions.map(({ number, pulp_created }) => ({
          value: String(number),
          label: t('ui.pull.version.of', { number, date: day(pulp_created) }),
        })),
      ]}
    />
  )
}

/** Looking, and pulling into a mirror. */
function usePull(into: MirrorBody) {
  const t = useText()
  const said = useSaidDone()
  const [preview, setPreview] = useState<(PullPreview & { unmet: string[] }) | null>(null)
  const [stop] = useState(() => new AbortController())
  const look = useChange((pull: Pull) => previewPull(into, pull))
  const act = useChange((pull: Pull) => runPull(into, pull, stop.signal))
  return {
    preview,
    error: look.error ?? (stop.signal.aborted ? null : act.error),
    isPending: look.isPending || act.isPending,
    isRunning: act.isPending,
    look: (pull: Pull) => look.mutate(pull, { onSuccess: setPreview }),
    run: (pull: Pull, onDone: () => void) =>
      act.mutate(pull, {
        tell: ({ result, step }) => said(t('ui.pull.done', { count: result, name: into.name }), step),
        onSuccess: onDone,
      }),
    cancel: () => stop.abort(),
    forget() {
      setPreview(null)
      look.reset()
      act.reset()
    },
  }
}
