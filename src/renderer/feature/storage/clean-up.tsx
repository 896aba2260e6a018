import { Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { CleanUpBody, CleanUpRequest } from '#shared/api/storage'
import { Button } from '../../component/button.tsx'
import { CheckInput, SelectInput } from '../../component/field.tsx'
import { Notice } from '../../component/notice.tsx'
import { useBytes } from '../../component/number.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useMirrors } from '../../state/mirror.ts'
import { useCleanUp, useForecast } from '../../state/storage.ts'

const KEEPS = ['1', '2', '3', '5', '10'] as const
/** Minutes; the empty one is the setting. */
const AGES = ['', '0', '60', '1440', '10080'] as const

interface Choice {
  unused: boolean
  protection: string
  versions: boolean
  keep: string
  reclaim: boolean
  trash: boolean
  /** Address of a repository, or * for all. */
  mirror: string
}

const FIRST: Choice = {
  unused: true,
  protection: '',
  versions: false,
  keep: '3',
  reclaim: false,
  trash: false,
  mirror: '*',
}

function planOf(choice: Choice): CleanUpRequest {
  const repositories = [choice.mirror]
  return {
    trash: choice.trash,
    unused: choice.unused ? { protection: choice.protection === '' ? null : Number(choice.protection) } : null,
    versions: choice.versions ? { repositories, keep: Number(choice.keep) } : null,
    reclaim: choice.reclaim ? { repositories } : null,
  }
}

/** What may go is chosen, forecast to the byte, and then given back. */
export function CleanUp() {
  const t = useText()
  const [choice, setChoice] = useState(FIRST)
  const forecast = useForecast()
  const cleanUp = useCleanUp()
  const isNothing = !choice.unused && !choice.versions && !choice.reclaim && !choice.trash
  const change = (values: Partial<Choice>): void => {
    setChoice({ ...choice, ...values })
    // A forecast of something else must not stand above the button.
    forecast.reset()
    cleanUp.reset()
  }
  const error = forecast.error ?? cleanUp.error
  return (
    <Section title={t('ui.clean_up.title')}>
      <div className="card flex flex-col gap-4 p-5">
        <Choices choice={choice} change={change} />
        <div className="flex flex-wrap items-center gap-3">
          <Button
            isDisabled={isNothing}
            isPending={forecast.isPending || cleanUp.isPending}
            onPress={() => {
              cleanUp.reset()
              forecast.mutate(planOf(choice))
            }}
          >
            {t('ui.clean_up.forecast')}
          </Button>
          {forecast.isPending && <output className="text-sm text-ink-mute">{t('ui.clean_up.forecasting')}</output>}
        </div>
        {error && <ProblemNotice error={error} />}
        {forecast.data && !cleanUp.data && (
          <Outcome title="ui.clean_up.would" result={forecast.data}>
            <Button
              look="danger"
              icon={Trash2}
              isPending={cleanUp.isPending}
              isDisabled={forecast.data.steps.every(({ count, files }) => count + files === 0)}
              onPress={() => cleanUp.mutate(planOf(choice))}
            >
              {t('ui.clean_up.start')}
            </Button>
          </Outcome>
        )}
        {cleanUp.data && <Outcome title="ui.clean_up.done" result={cleanUp.data} />}
      </div>
    </Section>
  )
}

function Choices({ choice, change }: { choice: Choice; change: (values: Partial<Choice>) => void }) {
  const t = useText()
  const mirrors = useMirrors().data ?? []
  const some = choice.versions || choice.reclaim
  return (
    <>
      <CheckInput
        label={t('ui.clean_up.unused')}
        help={t('ui.clean_up.unused.help')}
        value={choice.unused}
        onChange={(unused) => change({ unused })}
      />
      {choice.unused && (
        <div className="ms-7 max-w-xs">
          <SelectInput
            label={t('ui.clean_up.since')}
            isRequired
            value={`a${choice.protection}`}
            onChange={(value) => change({ protection: value.slice(1) })}
            options={AGES.map((value) => ({ value: `a${value}`, label: t(`ui.clean_up.since.${value || 'setting'}`) }))}
          />
        </div>
      )}
      <CheckInput
        label={t('ui.clean_up.versions')}
        help={t('ui.clean_up.versions.help')}
        value={choice.versions}
        onChange={(versions) => change({ versions })}
      />
      {choice.versions && (
        <div className="ms-7 max-w-xs">
          <SelectInput
            label={t('ui.clean_up.keep')}
            isRequired
            value={choice.keep}
            onChange={(keep) => change({ keep })}
            options={KEEPS.map((value) => ({ value, label: t('ui.clean_up.keep.count', { count: Number(value) }) }))}
          />
        </div>
      )}
      <CheckInput
        label={t('ui.clean_up.reclaim')}
        help={t('ui.clean_up.reclaim.help')}
        value={choice.reclaim}
        onChange={(reclaim) => change({ reclaim })}
      />
      <CheckInput
        label={t('ui.clean_up.trash')}
        help={t('ui.clean_up.trash.help')}
        value={choice.trash}
        onChange={(trash) => change({ trash })}
      />
      {some && (
        <div className="max-w-xs">
          <SelectInput
            label={t('ui.clean_up.mirror')}
            isRequired
            value={choice.mirror}
            onChange={(mirror) => change({ mirror })}
            options={[
              { value: '*', label: t('ui.clean_up.mirror.all') },
              ...mirrors.map(({ repository, name }) => ({ value: repository, label: name })),
            ]}
          />
        </div>
      )}
    </>
  )
}

interface OutcomeProps {
  title: 'ui.clean_up.would' | 'ui.clean_up.done'
  result: CleanUpBody
  children?: React.ReactNode
}

function Outcome({ title, result, children }: OutcomeProps) {
  const t = useText()
  const bytes = useBytes()
  const shown = useRef<HTMLDivElement>(null)
  // It stands below the choices, often below the edge of the window.
  useEffect(() => {
    // Newer browsers answer a promise, which an effect must not.
    void shown.current?.scrollIntoView({ block: 'nearest' })
  }, [result])
  return (
    <div ref={shown}>
      <Notice tone="info" title={t(title, { bytes: bytes(result.bytes), files: result.files })} action={children}>
        <ul className="num list-disc ps-5">
          {result.steps.map(({ step, count, files, bytes: size }) => (
            <li key={step}>{t(`ui.clean_up.step.${step}`, { count, files, bytes: bytes(size) })}</li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}
