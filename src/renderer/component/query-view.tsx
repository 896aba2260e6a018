import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { useText } from './text.ts'

/** A failed request, in whatever words the API gave. */
export interface Problem {
  status: number
  detail: string | null
  advice: string | null
  fields: Readonly<Record<string, string[]>>
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'status' in error && 'fields' in error
}

/** The sentence and the advice for any error a request may end with. */
export function useProblemText(): (error: unknown) => { title: string; advice: string | null } {
  const t = useText()
  return (error) => {
    if (!isProblem(error)) return { title: t('ui.problem.unknown'), advice: String(error) }
    if (error.status === 0) return { title: t('ui.problem.unreachable'), advice: t('ui.problem.unreachable.advice') }
    const messages = Object.values(error.fields).flat()
    const title =
      error.detail ?? (messages.length > 0 ? messages.join(' ') : t('ui.problem.status', { status: error.status }))
    return { title, advice: error.advice }
  }
}

/** The error of a request, with the button that tries again. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const t = useText()
  const { title, advice } = useProblemText()(error)
  return (
    <Notice tone="bad" title={title} action={onRetry && <Button onPress={onRetry}>{t('ui.problem.retry')}</Button>}>
      {advice}
    </Notice>
  )
}

interface QueryViewProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  children: (data: T) => ReactNode
}

/** What a request brought; its error when it brought nothing. While loading there is nothing for a second, since answers take milliseconds. */
export function QueryView<T>({ query, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  return <Waiting />
}

function Waiting() {
  const t = useText()
  return (
    <div aria-busy="true" className="min-h-24">
      <p className="shown-late text-sm text-ink-mute">{t('ui.problem.waiting')}</p>
    </div>
  )
}
