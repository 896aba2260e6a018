import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Catalogue } from './catalogue.ts'

test('a step does not wait for the disk, and whatever comes after it does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-catalogue-'))
  const catalogue = Catalogue.open(join(folder, 'c.sqlite'))
  onTestFinished(() => {
    catalogue.close()
    rmSync(folder, { recursive: true })
  })
  const level = (): unknown => catalogue.sqlite.pragma('synchronous', { simple: true })
  const [normal, full] = [1, 2]
  expect(catalogue.step(level)).toBe(normal)
  expect(catalogue.transaction(() => catalogue.step(level))).toBe(full)
  expect(level()).toBe(full)
  expect(() =>
    catalogue.step(() => {
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(level()).toBe(full)
})
