import type { UseQueryResult } from '@tanstack/react-query'
import type { HistoryEntry } from '#shared/api/history'
import type { MirrorBody } from '#shared/api/mirror'
import { useText } from '../../component/text.ts'
import { showToast } from '../../component/toast.tsx'
import { useChange } from '../../state/change.ts'
import { isWritable, useForm } from '../../state/form.ts'
import { copyVersion } from '../../state/history.ts'
import { canHold, serveNewest, serveVersion } from '../../state/serve.ts'
import type { DistributionBody } from '../../state/serve.ts'
import { useObject } from '../../state/version.ts'

/** What is served of a mirror, and the ways to serve something else. */
export interface Serving {
  /** The version the mirror's own address is held at; null while it follows the newest. */
  held: number | null
  /** The version clients of that address get. */
  served: number | null
  error: unknown
  isPending: boolean
  /** Serves a version; ten seconds to take it back. */
  rollBack: (entry: HistoryEntry) => void
  follow: () => void
}

interface Step {
  work: () => Promise<() => Promise<unknown>>
  said: string
}

/** What a query answers, waited for: whoever is quick must not get another act than whoever is slow. */
async function known<T>({ data, refetch }: UseQueryResult<T>): Promise<T> {
  return data ?? ((await refetch({ cancelRefetch: false, throwOnError: true })).data as T)
}

/**
 * Rolling back points the mirror's address at an older version: nothing is copied or lost, the next sync does not undo it, and taking it back
 * is as quick. Where an address cannot be pointed at one version, or that version was never published, it is made the newest again instead.
 */
export function useServing(mirror: MirrorBody, list: readonly HistoryEntry[]): Serving {
  const t = useText()
  const { distribution, repository } = mirror
  const body = useObject<DistributionBody>(distribution)
  const form = useForm(distribution === null ? null : { object: distribution })
  const act = useChange(({ work }: Step) => work())
  const takeBack = useChange((back: () => Promise<unknown>) => back())
  const shown = list.find(({ served_by }) =>
    served_by.some((one) => one.distribution === distribution && one.how !== 'checkpoint'),
  )
  const how = shown?.served_by.find((one) => one.distribution === distribution)?.how
  const undoable = (step: Step): void =>
    act.mutate(step, {
      tell: (back) => showToast({ text: step.said, undo: () => takeBack.mutate(back) }),
    })
  const rollBack = (entry: HistoryEntry): void => {
    const said = t('ui.history.rolled_back', { number: entry.number })
    const canPoint = async (): Promise<boolean> => {
      const [served, fields] = await Promise.all([known(body), known(form)])
      return canHold(served) && (entry.published || !isWritable(fields, 'publication'))
    }
    const copy = async (): Promise<() => Promise<unknown>> => {
      await copyVersion(repository, entry.pulp_href)
      return () => copyVersion(repository, mirror.latest_version?.pulp_href ?? entry.pulp_href)
    }
    const work = async (): Promise<() => Promise<unknown>> =>
      distribution !== null && (await canPoint()) ? serveVersion(distribution, entry.pulp_href) : copy()
    undoable({ work, said })
  }
  const follow = (): void => {
    if (distribution !== null)
      undoable({ work: () => serveNewest(distribution, repository), said: t('ui.history.followed') })
  }
  return {
    held: how === 'version' ? (shown?.number ?? null) : null,
    served: shown?.number ?? null,
    error: act.error ?? takeBack.error,
    isPending: act.isPending || takeBack.isPending,
    rollBack,
    follow,
  }
}
