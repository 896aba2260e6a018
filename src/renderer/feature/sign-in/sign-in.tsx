import { Eye } from 'lucide-react'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../component/button.tsx'
import { TextInput } from '../../component/field.tsx'
import { Logo } from '../../component/logo.tsx'
import { Notice } from '../../component/notice.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { ApiProblem } from '../../host/problem.ts'
import { useSignIn, useSignInWays } from '../../state/session.ts'

/** Shown in place of every screen while nobody is signed in; the address stays, so the wanted screen follows. */
export function SignIn() {
  const t = useText()
  const signIn = useSignIn()
  const ways = useSignInWays().data
  const [username, setUsername] = useState('admin')
  const [password, setPassword] = useState('')
  const isRefused = signIn.error instanceof ApiProblem && [400, 401, 403].includes(signIn.error.status)
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto bg-deep p-6">
      <div className="w-[24rem] max-w-full">
        <div className="mb-6 flex items-center justify-center gap-3 text-deep-ink">
          <Logo className="size-9" />
          <span className="text-xl font-semibold tracking-tight">Stillwater</span>
        </div>
        <Form
          className="card flex flex-col gap-5 p-7"
          onSubmit={(event) => {
            event.preventDefault()
            signIn.mutate({ username, password })
          }}
        >
          <h1 className="text-lg font-semibold">{t('ui.sign_in.title')}</h1>
          {isRefused && <Notice tone="bad" title={t('ui.sign_in.refused')} />}
          {signIn.error && !isRefused && <ProblemNotice error={signIn.error} />}
          <TextInput
            label={t('ui.sign_in.username')}
            value={username}
            onChange={setUsername}
            isRequired
            autoComplete="username"
            name="username"
          />
          <TextInput
            label={t('ui.sign_in.password')}
            help={t('ui.sign_in.password.help')}
            value={password}
            onChange={setPassword}
            isRequired
            type="password"
            autoComplete="current-password"
            name="password"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has one purpose, and this is its first open question
            autoFocus
          />
          <Button look="primary" type="submit" isPending={signIn.isPending}>
            {t('ui.sign_in.submit')}
          </Button>
          {ways?.guest && (
            <Button icon={Eye} acts={false} onPress={() => signIn.mutate({ guest: true })}>
              {t('ui.guest.look')}
            </Button>
          )}
        </Form>
      </div>
    </main>
  )
}
