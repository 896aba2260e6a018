import type { QueryClient } from '@tanstack/react-query'
import type { CommandId } from '#shared/command'
import { ApiProblem } from '../host/problem.ts'
import { setDownloads } from '../state/download.ts'
import { useFirstRunStore } from '../state/first-run.ts'
import { syncAllMirrors } from '../state/mirror.ts'
import { useView } from '../state/view.ts'
import type { router } from './router.tsx'

/** What commands work on. */
export interface Scope {
  router: typeof router
  client: QueryClient
}

const view = (): ReturnType<typeof useView.getState> => useView.getState()

/** A refusal, as a guest gets it, is said in the status bar. */
function hold(client: QueryClient, act: 'pause' | 'resume'): void {
  setDownloads(client, act).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.detail) view().announce(error.detail, 'bad')
  })
}

/** What each command of the table does; one that is missing here is a type error. */
export const RUN: Readonly<Record<CommandId, (scope: Scope) => void>> = {
  palette: () => view().open('palette'),
  'go.library': ({ router }) => void router.navigate({ to: '/' }),
  'go.search': ({ router }) => void router.navigate({ to: '/search', search: {} }),
  'go.activity': ({ router }) => void router.navigate({ to: '/activity' }),
  'go.storage': ({ router }) => void router.navigate({ to: '/storage' }),
  'go.trust': ({ router }) => void router.navigate({ to: '/trust' }),
  'go.settings': ({ router }) => void router.navigate({ to: '/settings' }),
  'go.notices': () => view().open('notices'),
  'mirror.add': ({ router }) => void router.navigate({ to: '/add' }),
  'mirror.sync_all': ({ client }) => void syncAllMirrors(client),
  'task.pause_all': ({ client }) => hold(client, 'pause'),
  'task.resume_all': ({ client }) => hold(client, 'resume'),
  'task.failed': ({ router }) => void router.navigate({ to: '/activity', search: { state: 'failed' } }),
  'theme.system': () => view().setTheme('system'),
  'theme.light': () => view().setTheme('light'),
  'theme.dark': () => view().setTheme('dark'),
  'theme.contrast': () => view().setTheme('contrast'),
  'language.system': () => view().setLanguage('system'),
  'language.en': () => view().setLanguage('en'),
  'language.de': () => view().setLanguage('de'),
  first_steps({ router }) {
    useFirstRunStore.getState().ask()
    void router.navigate({ to: '/' })
  },
  shortcuts: () => view().open('shortcuts'),
}
