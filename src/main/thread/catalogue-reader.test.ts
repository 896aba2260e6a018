import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Catalogue } from '#engine/db/catalogue'
import { CatalogueReader } from './catalogue-reader.ts'

let folder: string
let catalogue: Catalogue
let reader: CatalogueReader
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-reader-'))
  catalogue = Catalogue.open(join(folder, 'one.sqlite'))
  catalogue.sqlite.exec(
    "CREATE TABLE fish (id BLOB, name TEXT); INSERT INTO fish VALUES (x'0102', 'carp'), (x'03', 'pike')",
  )
  reader = new CatalogueReader(new URL('./reader-thread.ts', import.meta.url), catalogue.file)
})
afterEach(async () => {
  await reader.close()
  catalogue.close()
  rmSync(folder, { recursive: true })
})

test('questions are answered from another thread, in any number, with what was committed last', async () => {
  const named = (name: string) => reader.all('SELECT id FROM fish WHERE name = ?', [name])
  const [carp, pike] = await Promise.all([named('carp'), named('pike')])
  expect([carp, pike]).toEqual([[{ id: new Uint8Array([1, 2]) }], [{ id: new Uint8Array([3]) }]])
  catalogue.sqlite.exec("INSERT INTO fish VALUES (x'04', 'perch')")
  expect(await reader.all('SELECT name FROM fish WHERE id = ?', [Buffer.from([4])])).toEqual([{ name: 'perch' }])
})

test('what fails says so and does not keep the next; nothing can be written', async () => {
  await expect(reader.all('SELECT * FROM nothing', [])).rejects.toThrow()
  await expect(reader.all('DELETE FROM fish RETURNING name', [])).rejects.toThrow()
  expect(await reader.all('SELECT COUNT(*) AS n FROM fish', [])).toEqual([{ n: 2 }])
})

test('when the thread ends nobody waits for ever, and the next question starts another', async () => {
  const endless = reader.all('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n', [])
  const ended = expect(endless).rejects.toMatchObject({ code: 'catalogue.reader_gone' })
  await reader.close()
  await ended
  expect(await reader.all('SELECT COUNT(*) AS n FROM fish', [])).toEqual([{ n: 2 }])
})
