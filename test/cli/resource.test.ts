import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cli, errorLines, json, temporaryFolder } from './cli.ts'

interface Named {
  pulp_href: string
  name: string
}

test('commands of a type follow from the API: create, list, show, update, destroy', async () => {
  const options = ['--data-dir', temporaryFolder()]
  const url = 'http://127.0.0.1:9/PULP_MANIFEST'
  const remote = await json<Named>('file', 'remote', 'create', '--name', 'upstream', '--url', url, ...options)
  const made = ['--name', 'texts', '--remote', 'upstream', '--autopublish']
  const repository = await json<Named>('file', 'repository', 'create', ...made, ...options)
  expect(repository).toMatchObject({ name: 'texts', remote: remote.pulp_href, autopublish: true })

  expect(await json('file', 'repository', 'list', ...options)).toMatchObject([{ name: 'texts' }])
  expect(await json('file', 'repository', 'list', '--filter', 'name__contains=xyz', ...options)).toEqual([])
  expect(await json('file', 'repository', 'show', 'texts', ...options)).toMatchObject({
    pulp_href: repository.pulp_href,
  })
  const table = await cli(['file', 'repository', 'list', ...options])
  expect(table.stdout).toContain(repository.pulp_href)

  const changed = await json('file', 'repository', 'update', 'texts', '--description', 'Plain texts', ...options)
  expect(changed).toMatchObject({ description: 'Plain texts', autopublish: true })
  const distribution = ['--name', 'texts', '--base-path', 'texts', '--repository', 'texts']
  expect(await json('file', 'distribution', 'create', ...distribution, ...options)).toMatchObject({
    base_path: 'texts',
  })

  expect((await cli(['file', 'repository', 'destroy', 'texts', ...options])).code).toBe(0)
  const gone = await cli(['file', 'repository', 'show', 'texts', ...options])
  expect(gone.code).toBe(1)
  expect(errorLines(gone)).toEqual([expect.stringContaining('texts')])
})

test('a file is uploaded into a repository, published and listed by its version', async () => {
  const folder = temporaryFolder()
  const options = ['--data-dir', join(folder, 'data')]
  writeFileSync(join(folder, 'note.txt'), 'a note')
  await json('file', 'repository', 'create', '--name', 'notes', ...options)
  const upload = ['--file', join(folder, 'note.txt'), '--relative-path', 'deep/note.txt', '--repository', 'notes']
  const uploaded = await cli(['file', 'content', 'upload', ...upload, ...options])
  expect(uploaded).toMatchObject({ code: 0 })
  const versions = await json<{ number: number; pulp_href: string }[]>(
    'file',
    'repository',
    'versions',
    'notes',
    ...options,
  )
  expect(versions.map(({ number }) => number).toSorted()).toEqual([0, 1])
  const latest = versions.find(({ number }) => number === 1)?.pulp_href ?? ''
  const content = await json('file', 'content', 'list', '--repository-version', latest, ...options)
  expect(content).toMatchObject([{ relative_path: 'deep/note.txt' }])
  const publication = await json('file', 'publication', 'create', '--repository', 'notes', ...options)
  expect(publication).toMatchObject({ repository_version: latest })
})

test('refusals of the API name the field', async () => {
  const options = ['--data-dir', temporaryFolder()]
  await json('file', 'repository', 'create', '--name', 'twice', ...options)
  const refused = await cli(['file', 'repository', 'create', '--name', 'twice', ...options])
  expect(refused.code).toBe(1)
  expect(errorLines(refused)).toEqual([expect.stringMatching(/name/)])
})

test.each([
  [['file', 'repository', 'create'], /--name/],
  [['file', 'repository', 'list', '--no-such', 'x'], /--no-such/],
  [['file', 'no-such-kind', 'list'], /no-such-kind/],
  [['file', 'repository', 'create', '--name', 'x', '--autopublish', 'maybe'], /maybe/],
])('%j is a mistake of usage', async (args, message) => {
  const ended = await cli([...args, '--data-dir', temporaryFolder()])
  expect(ended.code).toBe(2)
  expect(errorLines(ended)).toEqual([expect.stringMatching(message)])
})
