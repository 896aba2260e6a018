import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect } from 'vitest'
import { writeFiles } from './folder.ts'

/**
 * A real `npm ci` in the folder that knows of no registry, cache or configuration but the project's own `.npmrc`.
 * Answers the exit code and all output.
 */
export function npmCi(project: string, scratch: string): Promise<{ code: number | null; output: string }> {
  return npm(project, scratch, 'ci', '--ignore-scripts')
}

/** Any real npm command, likewise. */
export async function npm(
  project: string,
  scratch: string,
  ...words: string[]
): Promise<{ code: number | null; output: string }> {
  await mkdir(join(scratch, 'home'), { recursive: true })
  await writeFile(join(scratch, 'user-npmrc'), '')
  const env = {
    PATH: [join(process.execPath, '..'), process.env['PATH']].join(delimiter),
    HOME: join(scratch, 'home'),
    npm_config_userconfig: join(scratch, 'user-npmrc'),
    npm_config_globalconfig: join(scratch, 'global-npmrc'),
    npm_config_cache: join(scratch, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
  }
  const child = spawn('npm', words, { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output: output.join('') }
}

/** `name@version` of what is installed of these packages. */
export async function installed(project: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    const path = join(project, 'node_modules', name, 'package.json')
    if (!existsSync(path)) continue
    const manifest = JSON.parse(await readFile(path, 'utf8')) as { name: string; version: string }
    found.push(`${manifest.name}@${manifest.version}`)
  }
  return found
}

/** Installs the project with nothing but this `.npmrc`, and fails unless exactly these packages are there then. */
export async function installWith(
  npmrc: string,
  project: string,
  scratch: string,
  packages: readonly { name: string; version: string }[],
): Promise<void> {
  await writeFiles(project, { '.npmrc': npmrc })
  const { code, output } = await npmCi(project, scratch)
  expect(output).toContain(`added ${packages.length} packages`)
  expect(code).toBe(0)
  const names = packages.map(({ name }) => name)
  expect(await installed(project, names)).toEqual(packages.map(({ name, version }) => `${name}@${version}`))
}
