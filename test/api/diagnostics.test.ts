import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OWN, PASSWORD, startTestApi, TOKEN, V3 } from './api.ts'

test('162 the diagnostics bundle tells how things are, and none of the secrets that were planted', async () => {
  const api = await startTestApi()
  try {
    const planted = [
      's3cret-password',
      'pl4nted-user',
      'kEy-of-client',
      'pr0xy-pass',
      't0ken-in-header',
      'guard-v4lue',
      'p4ss"with quote',
    ]
    const [password, username, client_key, proxy_password, token, header_value, quoted] = planted
    const remote = { name: 'r', url: 'https://up.example/', username, password, client_key, proxy_password }
    expect(
      (await api.call('POST', `${V3}remotes/file/file/`, { ...remote, headers: [{ authorization: token }] })).status,
    ).toBe(201)
    await api.call('POST', `${V3}remotes/file/file/`, {
      name: 'q',
      url: 'https://q.example/',
      password: quoted,
      username: 'u',
    })
    const guard = { name: 'g', header_name: 'x', header_value: Buffer.from(header_value ?? '').toString('base64') }
    expect((await api.call('POST', `${V3}contentguards/core/header/`, guard)).status).toBe(201)
    const { log } = api.it.engine.folder
    // Words of others in the log, where nobody thought of a secret.
    const lines = [...planted, guard.header_value, PASSWORD, TOKEN].map((secret) =>
      JSON.stringify({ msg: `it said ${secret}!` }),
    )
    const address = '{"msg":"GET https://someone:unkn0wn@up.example/?token=al50unknown failed"}'
    writeFileSync(join(log, 'stillwater.log'), `${[...lines, address].join('\n')}\n`)
    const { files } = await api.get(`${OWN}diagnostics/`)
    const all = JSON.stringify(files)
    for (const secret of [...planted, guard.header_value, PASSWORD, TOKEN, 'unkn0wn', 'al50unknown']) {
      expect(all, secret).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
    const names = files.map(({ name }: { name: string }) => name)
    for (const name of ['about.json', 'health.json', 'settings.json', 'tasks.json', 'stillwater.log'])
      expect(names).toContain(name)
    const text = (name: string): string => files.find((file: { name: string }) => file.name === name).text
    expect(text('objects.json')).toContain('https://up.example/')
    expect(text('stillwater.log')).toContain('it said ***!')
    expect((await fetch(`${api.url}${OWN}diagnostics/`)).status).toBe(401)
  } finally {
    await api.close()
  }
})
