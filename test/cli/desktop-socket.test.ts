/** The command line beside the desktop application, which has no address: over the socket in the data folder. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CHROMIUM } from '../e2e/chromium-path.ts'
import { startStandIn } from '../e2e/driver/stand-in.ts'
import { cli, json, temporaryFolder } from './cli.ts'

interface Owner {
  api: string | null
  socket: string
  token: string
}

function statusOver(socketPath: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = '/pulp/api/v3/repositories/'
    request({ socketPath, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

test.skipIf(!CHROMIUM)(
  '113 a data folder that the desktop application holds is used by the command line too',
  { timeout: 120_000 },
  async () => {
    // So deep that a socket in it would have too long a path.
    const deep = join(temporaryFolder(), 'a'.repeat(90), 'data')
    for (const dataDir of [join(temporaryFolder(), 'data'), deep]) {
      const desktop = await startStandIn({ dataDir })
      onTestFinished(async () => void (await desktop.stop().catch(() => undefined)))
      await vi.waitFor(() => expect(existsSync(join(dataDir, 'owner.json'))).toBe(true), { timeout: 20_000 })
      const owner = JSON.parse(readFileSync(join(dataDir, 'owner.json'), 'utf8')) as Owner
      expect(owner.api).toBeNull()
      expect(statSync(owner.socket).mode & 0o777).toBe(0o600)
      expect(await statusOver(owner.socket, {})).toBe(401)
      expect(await statusOver(owner.socket, { authorization: 'Bearer wrong' })).toBe(401)
      expect(await statusOver(owner.socket, { authorization: `Bearer ${owner.token}` })).toBe(200)

      const options = ['--data-dir', dataDir]
      await json('file', 'repository', 'create', '--name', 'texts', ...options)
      const file = join(dataDir, '..', 'note.txt')
      writeFileSync(file, 'x'.repeat(1000))
      const upload = ['--file', file, '--relative-path', 'note.txt', '--repository', 'texts', '--chunk-size', '300']
      expect(await cli(['file', 'content', 'upload', ...upload, ...options])).toMatchObject({ code: 0 })
      expect(await json('file', 'content', 'list', ...options)).toMatchObject([{ relative_path: 'note.txt' }])
      // The same mirrors are in the window.
      await desktop.stop()
      expect(existsSync(owner.socket)).toBe(false)
      expect(await json('file', 'repository', 'list', ...options)).toMatchObject([{ name: 'texts' }])
    }
  },
)
