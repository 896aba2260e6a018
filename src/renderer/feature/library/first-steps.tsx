import { Link, type LinkProps } from '@tanstack/react-router'
import { Circle, CircleCheck, X } from 'lucide-react'
import { useContext } from 'react'
import { Button } from '../../component/button.tsx'
import { MayChange } from '../../component/may-change.ts'
import { MiddleText } from '../../component/middle-text.tsx'
import { useText } from '../../component/text.ts'
import { type FirstRun, useFirstRun } from '../../state/first-run.ts'
import { type Step, STEPS } from '../../state/first-steps.ts'
import { idOf } from '../../state/href.ts'

/** The way to a first install from here, as a list on the page: what is done is ticked by itself. */
export function FirstSteps() {
  const mayChange = useContext(MayChange)
  const run = useFirstRun()
  return run && mayChange ? <Steps run={run} /> : null
}

function Steps({ run }: { run: FirstRun }) {
  const t = useText()
  const count = STEPS.filter((step) => run.done[step]).length
  const next = STEPS.find((step) => !run.done[step])
  return (
    <section aria-label={t('ui.first.title')} className="card mb-5 px-4 pt-3 pb-4">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="font-semibold">{t('ui.first.title')}</h2>
        <output className="num flex-1 text-sm text-ink-mute">
          {t(next ? 'ui.first.count' : 'ui.first.all', { count, all: STEPS.length })}
        </output>
        <Button look="quiet" icon={X} label={t('ui.first.dismiss')} onPress={run.dismiss} />
      </div>
      <ol className="grid grid-cols-2 gap-x-5 gap-y-3 xl:grid-cols-4">
        {STEPS.map((step) => (
          <StepItem key={step} step={step} run={run} isNext={step === next} />
        ))}
      </ol>
    </section>
  )
}

function StepItem({ step, run, isNext }: { step: Step; run: FirstRun; isNext: boolean }) {
  const t = useText()
  const isDone = run.done[step]
  const Icon = isDone ? CircleCheck : Circle
  const link = linkOf(step, run)
  return (
    <li className="flex min-w-0 gap-2.5 text-sm" aria-current={isNext ? 'step' : undefined}>
      <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${isDone ? 'text-ok' : 'text-ink-mute'}`} />
      <div className="min-w-0 flex-1">
        <p className={isNext ? 'font-semibold' : 'font-medium'}>
          {t(`ui.first.${step}`)}
          <span className="sr-only">: {t(isDone ? 'ui.first.done' : 'ui.first.open')}</span>
        </p>
        {step === 'folder' ? (
          <p className="font-mono text-xs text-ink-mute">
            <MiddleText text={run.folder} tail={18} />
          </p>
        ) : (
          !isDone && <p className="text-ink-mute">{t(`ui.first.${step}.about`)}</p>
        )}
        {link && (
          <Link {...link} className="rounded-sm font-medium text-accent hover:underline">
            {t(`ui.first.${step}.go`)}
          </Link>
        )}
      </div>
    </li>
  )
}

/** Where a step is done; none while the one before it is to be done first. */
function linkOf(step: Step, { mirror }: FirstRun): LinkProps | null {
  if (step === 'folder') return { to: '/settings' }
  if (step === 'mirror') return { to: '/add' }
  if (!mirror) return null
  const tab = step === 'serve' ? 'serving' : 'overview'
  return { to: '/mirrors/$id/$tab', params: { id: idOf(mirror.repository), tab } } as LinkProps
}
