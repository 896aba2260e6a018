/** Row 136: what is read of a machine is what its own package managers say. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cleanAddress, hasSecrets } from '../../src/main/engine/machine/clean-address.ts'
import type { Machine } from '../../src/main/engine/machine/machine.ts'
import { pipSettings } from '../../src/main/engine/machine/pip.ts'
import { parsePythonIni } from '../../src/main/engine/machine/python-ini.ts'
import { seenOnMachine } from '../../src/main/engine/machine/seen.ts'
import { machineSources } from '../../src/main/plugins/deb/machine/machine-sources.ts'
import { npmConfig } from '../../src/main/plugins/npm/source/npm-config.ts'

const run = promisify(execFile)
const SECRET = 'hunter2canary'

/** A tool that runs here, or null. */
async function toolPath(...command: string[]): Promise<boolean> {
  const [program = '', ...args] = command
  return await run(program, args).then(
    () => true,
    () => false,
  )
}
const hasPip = await toolPath('pip', '--version')
const hasNpm = await toolPath('npm', '--version')
const hasApt = await toolPath('apt-get', '--version')

let root: string
let machine: Machine
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-machine-'))
  machine = { root, home: join(root, 'home/u'), environment: {} }
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): string {
  const full = join(root, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
  return full
}

const PIP = `# of the company
[global]
index-url = https://user:${SECRET}@pypi.example.test/simple
Extra_Index_URL =
    https://one.example.test/simple
    ; a comment between
    https://two.example.test/simple
timeout: 60
[install]
find-links = /srv/wheels
`

describe('seen although nothing mirrors for it yet', () => {
  const seen = () =>
    seenOnMachine(machine, new Set()).map(({ tool, file, addresses }) => [
      tool,
      file.slice(root.length + 1),
      addresses.map(({ name, address, enabled }) => `${name ?? '-'} ${address}${enabled ? '' : ' (off)'}`),
    ])

  test('136 pip, cargo, dnf, maven, containers and ansible, each from its own files, without credentials', () => {
    write('home/u/.config/pip/pip.conf', PIP)
    write(
      'home/u/.cargo/config.toml',
      `[source.crates-io]\nreplace-with = "inside"\n[source.inside]\nregistry = "sparse+https://t:${SECRET}@cargo.example.test/index/"\n` +
        `[registries.team]\nindex = "https://git.example.test/index"\ntoken = "${SECRET}"\n`,
    )
    write(
      'etc/yum.repos.d/app.repo',
      `[app]\nname=App\nbaseurl=https://rpm.example.test/$releasever/$basearch/\n  https://rpm2.example.test/x\npassword=${SECRET}\n` +
        `[old]\nenabled=0\nmetalink=https://meta.example.test/l?token=${SECRET}\n`,
    )
    write(
      'home/u/.m2/settings.xml',
      `<?xml version="1.0"?><settings><servers><server><id>m</id><password>${SECRET}</password></server></servers>` +
        '<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>https://maven.example.test/r</url></mirror></mirrors>' +
        '<profiles><profile><id>p</id><repositories><repository><id>r</id><url>https://more.example.test/</url></repository></repositories></profile></profiles></settings>',
    )
    write(
      'etc/containers/registries.conf',
      'unqualified-search-registries = ["registry.example.test"]\n[[registry]]\nprefix = "a.test/x"\nlocation = "b.test/x"\nblocked = true\n[[registry.mirror]]\nlocation = "c.test/x"\n',
    )
    write('etc/docker/daemon.json', '{"registry-mirrors": ["https://hub.example.test"]}')
    write(
      'etc/ansible/ansible.cfg',
      `[galaxy]\nserver_list = hub\n[galaxy_server.hub]\nurl=https://galaxy.example.test/api/\ntoken=${SECRET}\n[galaxy_server.off]\nurl=https://off.example.test/\n`,
    )
    expect(seen()).toEqual([
      [
        'pip',
        'home/u/.config/pip/pip.conf',
        [
          'index-url https://pypi.example.test/simple',
          'extra-index-url https://one.example.test/simple',
          'extra-index-url https://two.example.test/simple',
          'find-links /srv/wheels',
        ],
      ],
      [
        'cargo',
        'home/u/.cargo/config.toml',
        ['inside https://cargo.example.test/index/', 'team https://git.example.test/index'],
      ],
      [
        'dnf',
        'etc/yum.repos.d/app.repo',
        [
          'app https://rpm.example.test/$releasever/$basearch/',
          'app https://rpm2.example.test/x',
          'old https://meta.example.test/l (off)',
        ],
      ],
      ['maven', 'home/u/.m2/settings.xml', ['m https://maven.example.test/r', 'r https://more.example.test/']],
      [
        'containers',
        'etc/containers/registries.conf',
        ['- registry.example.test', 'a.test/x b.test/x (off)', 'a.test/x c.test/x (off)'],
      ],
      ['containers', 'etc/docker/daemon.json', ['- https://hub.example.test']],
      [
        'ansible',
        'etc/ansible/ansible.cfg',
        ['hub https://galaxy.example.test/api/', 'off https://off.example.test/ (off)'],
      ],
    ])
    expect(JSON.stringify(seenOnMachine(machine, new Set()))).not.toContain(SECRET)
  })

  test('a tool that a plugin claims is left to it, and damaged files are passed over', () => {
    write('home/u/.config/pip/pip.conf', PIP)
    write('home/u/.cargo/config.toml', 'this = is not toml')
    write('home/u/.m2/settings.xml', '<settings><mirrors>')
    write('etc/docker/daemon.json', '{')
    expect(seenOnMachine(machine, new Set(['pip']))).toEqual([])
    expect(seenOnMachine(machine, new Set())).toHaveLength(1)
  })
})

test('addresses lose user, password and parameters, and keep placeholders', () => {
  expect(cleanAddress(`https://u:${SECRET}@h.test/a?x=1#f`)).toBe('https://h.test/a')
  expect(cleanAddress(`sparse+https://${SECRET}@h.test/`)).toBe('sparse+https://h.test/')
  expect(cleanAddress('https://h.test/$releasever/${arch}/@scope/')).toBe('https://h.test/$releasever/${arch}/@scope/')
  expect([hasSecrets('https://h.test/a'), hasSecrets('https://t@h.test/a')]).toEqual([false, true])
})

test('values of an INI file go on in lines that are indented further', () => {
  const sections = parsePythonIni(
    'a = lost\n[s]\nKey: one\n  two\n\n  three\n# no\nother=x = y\n[s]\nmore = 1\nno value\n',
  )
  expect([...sections].map(([name, options]) => [name, [...options]])).toEqual([
    [
      's',
      [
        ['key', 'one\ntwo\nthree'],
        ['other', 'x = y'],
        ['more', '1'],
      ],
    ],
  ])
})

describe.skipIf(!hasPip)(hasPip ? 'pip' : 'pip (SKIPPED: no pip here)', () => {
  test('136 pip config list says the same', { timeout: 60_000 }, async () => {
    write('home/u/.config/pip/pip.conf', PIP)
    write('etc/xdg/pip/pip.conf', '[global]\nindex-url = https://shared.example.test/\nretries = 2\n')
    const environment = {
      HOME: machine.home,
      XDG_CONFIG_DIRS: join(root, 'etc/xdg'),
      PIP_TRUSTED_HOST: 'h.test',
    }
    const { stdout } = await run('pip', ['config', 'list', '--disable-pip-version-check'], {
      env: { PATH: process.env['PATH'], ...environment },
    })
    const own = [...pipSettings({ ...machine, root: '/', environment })].map(([name, { value }]) => [
      name,
      value.trim(),
    ])
    const native = stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), unquoted(line.slice(line.indexOf('=') + 1)).trim()])
      .filter(([name]) => name !== ':env:.disable-pip-version-check')
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(native))
  })
})

/** A text as Python writes it. */
const unquoted = (text: string): string => text.slice(1, -1).replaceAll('\\n', '\n')

describe.skipIf(!hasNpm)(hasNpm ? 'npm' : 'npm (SKIPPED: no npm here)', () => {
  test('136 npm config get says the same, for every layer of its configuration', { timeout: 120_000 }, async () => {
    const npmrc = [
      'registry=https://${WHO}.example.test/npm/',
      '@team:registry = "https://team.example.test/"',
      `//team.example.test/:_authToken=${SECRET}`,
      `_password=${SECRET}`,
      '',
    ].join('\n')
    write('home/u/.npmrc', npmrc)
    const globalconfig = write(
      'prefix/etc/npmrc',
      'registry=https://global.example.test/\n@all:registry=https://all.example.test/\n',
    )
    const base = {
      HOME: machine.home,
      WHO: 'user',
      npm_config_prefix: join(root, 'prefix'),
      npm_config_cache: join(root, 'cache'),
    }
    const layers: Record<string, string>[] = [
      {},
      { npm_config_userconfig: join(root, 'none') },
      { NPM_CONFIG_REGISTRY: 'https://env.example.test/' },
    ]
    for (const more of layers) {
      const environment = { ...base, ...more }
      const config = npmConfig({ ...machine, environment })
      for (const key of ['registry', '@team:registry', '@all:registry', 'prefix']) {
        const { stdout } = await run('npm', ['config', 'get', key], {
          cwd: root,
          env: { PATH: process.env['PATH'], ...environment },
        })
        const native = stdout.trim()
        // npm's own default is not in any file.
        if (native !== 'undefined' && config.has(key)) expect([key, config.get(key)?.value]).toEqual([key, native])
        else expect([key, native]).toEqual([key, key === 'registry' ? native : 'undefined'])
      }
      expect(JSON.stringify([...config])).not.toContain(SECRET)
      if (Object.keys(more).length === 0) expect(config.get('@all:registry')?.file).toBe(globalconfig)
    }
  })
})

describe.skipIf(!hasApt)(hasApt ? 'apt' : 'apt (SKIPPED: no apt-get here)', () => {
  test('136 apt-get indextargets says the same of both formats of sources', { timeout: 60_000 }, async () => {
    write(
      'etc/apt/sources.list',
      'deb [arch=amd64] http://a.test/debian stable main contrib\n# deb http://no.test/ x y\ndeb-src http://a.test/debian stable main\n',
    )
    write(
      'etc/apt/sources.list.d/more.sources',
      'Types: deb\nURIs: http://b.test/ubuntu http://c.test/ubuntu\nSuites: noble noble-updates\nComponents: main\nArchitectures: amd64\n\nTypes: deb\nEnabled: no\nURIs: http://off.test/\nSuites: x\nComponents: y\n',
    )
    write('etc/apt/sources.list.d/left.list~', 'deb http://copy.test/ x y\n')
    for (const folder of [
      'etc/apt/apt.conf.d',
      'etc/apt/preferences.d',
      'var/lib/apt/lists/partial',
      'var/cache/apt/archives/partial',
    ])
      mkdirSync(join(root, folder), { recursive: true })
    write('var/lib/dpkg/status', '')
    const { stdout } = await run('apt-get', [
      'indextargets',
      '--no-release-info',
      '--format',
      '$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)',
      '-o',
      `Dir=${root}`,
      '-o',
      `Dir::State::status=${join(root, 'var/lib/dpkg/status')}`,
      '-o',
      'APT::Architecture=amd64',
    ])
    const kinds: Readonly<Record<string, string>> = { Packages: 'deb', Sources: 'deb-src' }
    const native = stdout.split('\n').flatMap((line) => {
      const [uri, suite, component, by = ''] = line.split(' ')
      return kinds[by] === undefined ? [] : [`${kinds[by]} ${uri} ${suite} ${component}`]
    })
    const own = machineSources(root).sources.flatMap(({ types, uri, suites, components }) =>
      types.flatMap((type) =>
        suites.flatMap((suite) =>
          components.map((component) => `${type} ${uri.replace(/\/?$/, '/')} ${suite} ${component}`),
        ),
      ),
    )
    expect(own.toSorted()).toEqual([...new Set(native)].toSorted())
    expect(own.length).toBeGreaterThan(5)
  })
})
