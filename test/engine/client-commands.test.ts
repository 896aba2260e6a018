/** Where this program may not write, what it shows does the same: run by a real shell, with a stand-in for sudo. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { setupCommands } from '../../src/main/engine/client/commands.ts'
import { setupState } from '../../src/main/engine/client/setup.ts'
import { insertSetup, listSetups, markUndoing } from '../../src/main/engine/client/setup-store.ts'
import { startTestEngine } from '../fixtures/engine.ts'

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
const NEW = Buffer.from('a key\n\0\xff', 'latin1')
const BEFORE = Buffer.from('deb x\r\n', 'latin1')
const AFTER = Buffer.from("# it's off\n")

test.skipIf(process.platform === 'win32')(
  '138 the commands for an administrator make the change and take it back',
  async () => {
    const it = startTestEngine([])
    const root = mkdtempSync(join(tmpdir(), "stillwater it's "))
    onTestFinished(async () => {
      rmSync(root, { recursive: true, force: true })
      await it.close()
    })
    const bin = join(root, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
    const run = (commands: string): void => {
      const { status, stderr } = spawnSync('/bin/sh', ['-eu'], {
        input: commands,
        encoding: 'utf8',
        env: { PATH: `${bin}:/usr/bin:/bin` },
      })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    }
    const key = join(root, 'keys', 'a key.asc')
    const list = join(root, 'sources.list')
    writeFileSync(list, BEFORE, { mode: 0o640 })
    const { uid, gid } = statSync(list)
    const row = insertSetup(
      it.engine,
      {
        distribution_id: null,
        name: 'x',
        client: 'apt',
        only: true,
        files: [
          { path: key, before: null, after: sha256(NEW), mode: 0o644, owner: null },
          { path: list, before: sha256(BEFORE), after: sha256(AFTER), mode: 0o640, owner: { uid, gid } },
        ],
        folders: [join(root, 'keys')],
      },
      [
        { before: null, after: NEW },
        { before: BEFORE, after: AFTER },
      ],
    )
    expect(setupState(row)).toBe('waiting')
    run(setupCommands(it.engine, row))
    expect(setupState(row)).toBe('applied')
    expect(readFileSync(key)).toEqual(NEW)
    expect(statSync(list).mode & 0o7777).toBe(0o640)

    markUndoing(it.engine, row)
    const [undoing] = listSetups(it.engine)
    expect(setupState(undoing ?? null)).toBe('undoing')
    run(setupCommands(it.engine, { ...row, undoing: true }))
    expect(setupState(undoing ?? null)).toBe('none')
    expect(existsSync(key)).toBe(false)
    expect(readFileSync(list)).toEqual(BEFORE)
  },
)
