/** Sizes of mirrors that are too large to measure while somebody waits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Catalogue } from '../../src/main/engine/db/catalogue.ts'
import { type Reader, readHere } from '../../src/main/engine/db/reader.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { OWN, startTestApi, type TestApi } from './api.ts'

test('a large mirror is measured aside: the list does not wait, and tells what was measured last', async () => {
  const many = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`${index}.txt`, 'x']))
  const wide = await startFileUpstream(many)
  const open: (() => void)[] = []
  const root = mkdtempSync(join(tmpdir(), 'stillwater-measure-'))
  const start = async (): Promise<TestApi> => {
    let catalogue: Catalogue | undefined
    // Answers when the test says so, as a thread that is busy for a while.
    const reader: Reader = {
      async all(sql, values) {
        await new Promise<void>((resolve) => open.push(resolve))
        return readHere(catalogue as Catalogue).all(sql, values)
      },
    }
    const made = await startTestApi({ root, server: { reader } })
    catalogue = made.it.engine.catalogue
    return made
  }
  const answerAll = async (): Promise<void> => {
    while (open.length > 0) {
      for (const answer of open.splice(0)) answer()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  let api = await start()
  const { body } = await api.call('POST', `${OWN}mirrors/`, {
    plugin: 'file',
    source: 'address',
    name: 'wide',
    input: { url: wide.url },
    policy: 'on_demand',
  })
  await api.finished(body.task)
  const item = `${OWN}mirrors/${body.mirror.repository.split('/').at(-2)}/`
  expect((await api.get(item)).size).toEqual({ stored: 0, on_demand: null, units: 2100, measured: false })
  const told: string[] = []
  api.it.events.subscribe(({ type, href }) => void (type === 'resource' && told.push(href)))
  await answerAll()
  const measured = { stored: 0, on_demand: 2100, units: 2100, measured: true }
  expect((await api.get(item)).size).toEqual(measured)
  expect(told).toEqual([body.mirror.repository])
  await answerAll()
  await api.close()
  api = await start()
  expect((await api.get(item)).size).toEqual(measured)
  await api.close()
  await wide.close()
  rmSync(root, { recursive: true })
})
