import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider as AppRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { IntlProvider } from 'react-intl'
import { MayChange } from '../component/may-change.ts'
import { ProblemNotice } from '../component/query-view.tsx'
import { PlatformContext } from '../component/platform.ts'
import type { Platform } from '../component/platform.ts'
import { SignIn } from '../feature/sign-in/sign-in.tsx'
import { host } from '../host/api.ts'
import { createQueryClient } from '../state/client.ts'
import { useCatalogue } from '../state/language.ts'
import type { Catalogue } from '../state/language.ts'
import { useSession, watchSession } from '../state/session.ts'
import { useView } from '../state/view.ts'
import { keepFocus } from './keep-focus.ts'
import { router } from './router.tsx'
import { useTheme } from './theme.ts'

const client = createQueryClient()

const platform: Platform = {
  pickFile: (options) => host.pickFile(options),
  pickProject: (title, kinds) => host.pickProject(title, kinds),
  writeClipboard: (text) => host.writeClipboard(text),
  announce: (text, tone) => useView.getState().announce(text, tone),
}

/** Everything a screen needs around it. */
export function App({ catalogue }: { catalogue: Catalogue }) {
  useTheme()
  return (
    <QueryClientProvider client={client}>
      <Words first={catalogue}>
        <PlatformContext value={platform}>
          <Gate />
        </PlatformContext>
      </Words>
    </QueryClientProvider>
  )
}

/** Texts, dates and numbers in the language of the user. */
function Words({ first, children }: { first: Catalogue; children: ReactNode }) {
  const { locale, messages } = useCatalogue(first)
  return (
    <IntlProvider locale={locale} messages={messages}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </IntlProvider>
  )
}

/** The sign-in page until somebody is signed in; then the screen the address names. */
function Gate() {
  const session = useSession()
  useEffect(() => watchSession(client), [])
  // Here rather than in the frame of the screens: who signs in goes on from their title.
  useEffect(keepFocus, [])
  if (session.data)
    return (
      <MayChange value={session.data.may_change}>
        <AppRouter router={router} />
      </MayChange>
    )
  if (session.data === null) return <SignIn />
  if (!session.error) return null
  return (
    <main className="mx-auto max-w-xl p-10">
      <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
    </main>
  )
}
