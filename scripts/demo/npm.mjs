// npm as the demo uses it: the machine's own configuration to find the registry, and none of it for the install.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { copyFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './run.mjs'

/** The npm that runs this script, else the one on PATH. */
export function npm(args, options) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], options)
  return process.platform === 'win32' ? run('cmd', ['/d', '/c', 'npm', ...args], options) : run('npm', args, options)
}

/** What the machine's npm is configured for. */
export async function npmConfig(root) {
  // A script's environment carries npm's settings as they were read at its start, so this sees what the user set on the command line.
  const read = async (key) => (await npm(['config', 'get', key], { cwd: root })).trim()
  const [registry, cafile] = await Promise.all([read('registry'), read('cafile')])
  return { registry, cafile: ['null', 'undefined', ''].includes(cafile) ? null : cafile }
}

/** Environment without anything of npm's own settings, and with every route but loopback leading to the proxy. */
function closedEnvironment(home, proxy) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|node_options$|.*_proxy$|init_cwd$)/i.test(name))
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
  const direct = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
  const own = { HOME: home, USERPROFILE: home, APPDATA: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home }
  return { ...Object.fromEntries(kept), ...Object.fromEntries(proxies.map((name) => [name, proxy])), ...direct, ...own }
}

function settings(registry, proxy) {
  const lines = { registry, proxy, 'https-proxy': proxy, noproxy: '127.0.0.1' }
  const quiet = { audit: false, fund: false, 'update-notifier': false, loglevel: 'error', 'fetch-retries': 0 }
  return Object.entries({ ...lines, ...quiet })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/**
 * A real `npm ci` of the project in an empty folder with an empty cache, from this registry alone. Answers its milliseconds and the
 * number of packages it put in place. The folder is removed afterwards.
 */
export async function cleanInstall(root, registry, proxy) {
  const base = mkdtempSync(join(tmpdir(), 'stillwater-demo-'))
  try {
    const [project, home] = [join(base, 'project'), join(base, 'home')]
    for (const folder of [project, home]) mkdirSync(folder)
    await copyProject(root, project)
    writeFileSync(join(base, 'npmrc'), settings(registry, proxy))
    writeFileSync(join(base, 'globalrc'), '')
    const files = [`--userconfig=${join(base, 'npmrc')}`, `--globalconfig=${join(base, 'globalrc')}`]
    const started = Date.now()
    await npm(['ci', ...files, `--cache=${join(base, 'cache')}`], {
      cwd: project,
      env: closedEnvironment(home, proxy),
      stderr: 'pipe',
    })
    const milliseconds = Date.now() - started
    return { milliseconds, packages: await countInstalled(project) }
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The project without its `prepare`, which would build a program whose sources are not there. */
async function copyProject(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { prepare: _prepare, ...scripts } = manifest.scripts ?? {}
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, scripts }, null, 2))
  await copyFile(join(root, 'package-lock.json'), join(folder, 'package-lock.json'))
}

/** Packages whose manifest is really there, by the list npm leaves behind. */
async function countInstalled(project) {
  const { packages } = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'))
  const paths = Object.keys(packages)
  await Promise.all(paths.map((path) => stat(join(project, path, 'package.json'))))
  return paths.length
}
