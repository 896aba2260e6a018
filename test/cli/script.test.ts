/** Row 113: a script builds mirrors end to end, as a user of a shell writes it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { BIN, registryWithProject, serve, temporaryFolder } from './cli.ts'

const SCRIPT = `set -eu
stillwater() { "$NODE" "$BIN" "$@"; }
field() { "$NODE" -p "JSON.parse(require('fs').readFileSync(0))$1"; }
status() { set +e; "$@" >/dev/null 2>"$WORK/err"; echo $?; set -e; }

# A file mirror of resources alone.
stillwater file remote create --name upstream --url "$FILES" --pulp-labels team=web --json >/dev/null
stillwater file repository create --name texts --remote upstream
stillwater file repository set-label texts --key stage --value test
[ "$(stillwater file repository list --pulp-label-select stage=test --json | field '.length')" = 1 ]
stillwater file repository sync texts
first=$(stillwater file repository version-show texts/1 --json | field .pulp_href)
[ "$(stillwater file content list --repository-version "$first" --json | field .length)" = 3 ]

# A file goes up in pieces, by a version of its own.
stillwater file content upload --file "$WORK/large.bin" --relative-path large.bin --repository texts --chunk-size 70000
[ "$(stillwater core upload list --json | field .length)" = 0 ]
[ "$(stillwater file content list --relative-path large.bin --json | field '[0].sha256')" = "$LARGE" ]
[ "$(stillwater file repository versions texts --json | field .length)" = 3 ]

# Rolled back, published, served, guarded.
stillwater file repository modify texts --base-version "$first"
[ "$(stillwater file repository version-show texts/3 --json | field ".content_summary.present['file.file'].count")" = 3 ]
stillwater file publication create --repository texts
stillwater core contentguard-header create --name key --header-name x-key --header-value secret
stillwater file distribution create --name texts --base-path texts --repository texts
url=$(stillwater file distribution show texts --json | field .base_url)
[ "$(curl -fsS "\${url}a.txt")" = alpha ]
stillwater file distribution update texts --content-guard key
[ "$(status curl -fsS "\${url}a.txt")" = 22 ]
[ "$(curl -fsS -H 'x-key: c2VjcmV0' "\${url}a.txt")" = alpha ]
stillwater file distribution update texts --content-guard ''
stillwater client show texts >/dev/null

# Another place that has the same files; a schedule; what is left is tidied; a backup.
stillwater file remote create --name near --url "$FILES" --policy on_demand
stillwater file acs create --name near --remote near
[ "$(stillwater file acs refresh near --json | field .completed)" = 1 ]
stillwater schedule add texts --every 86400
[ "$(stillwater core task-schedule list --json | field '[0].name')" = texts ]
stillwater file repository version-destroy texts/2
stillwater orphan cleanup --protection-time 0
[ "$(stillwater file content list --relative-path large.bin --json | field .length)" = 0 ]
stillwater backup "$WORK/backup" >/dev/null

# An npm mirror of resources, and one in a single command.
stillwater npm remote create --name registry --url "$REGISTRY" --package-lock "@$LOCKFILE"
stillwater npm repository create --name packages --remote registry
stillwater npm repository sync packages
stillwater npm distribution create --name packages --base-path packages --repository packages
[ "$(stillwater npm content list --json | field .length)" = 2 ]
stillwater mirror npm --lockfile "$LOCKFILE" --url "$REGISTRY" --name whole --json >/dev/null
stillwater mirror file "$FILES" --name again >/dev/null
curl -fsS "$(stillwater npm distribution show whole --json | field .base_url)one" | field "['dist-tags'].latest" >/dev/null
stillwater verify >/dev/null

# Work that is left to the host is followed by its task.
task=$(stillwater file repository sync texts --background --json | field .task)
for n in $(seq 100); do
  state=$(stillwater task show "$task" --json | field .state)
  [ "$state" = completed ] && break
  sleep 0.1
done
[ "$state" = completed ]

# 1 for what cannot be done, 2 for what cannot be meant.
[ "$(status stillwater file repository show nobody)" = 1 ]
grep -q nobody "$WORK/err"
[ "$(status stillwater file repository create --name texts)" = 1 ]
stillwater file remote create --name broken --url http://127.0.0.1:1/PULP_MANIFEST --max-retries 0
stillwater file repository update texts --remote broken
[ "$(status stillwater file repository sync texts)" = 1 ]
[ "$(status stillwater file repository sync)" = 2 ]
[ "$(status stillwater nonsense)" = 2 ]
[ "$(status stillwater task list --limit none)" = 2 ]
echo built
`

test('113 a script of commands builds a file mirror and an npm mirror end to end', { timeout: 300_000 }, async () => {
  const folder = temporaryFolder()
  const files = await startFileUpstream({ 'a.txt': 'alpha', 'b.txt': 'beta', 'sub/c.txt': 'gamma' })
  onTestFinished(() => files.close())
  const { registry, lockfile } = await registryWithProject([
    { name: 'one', version: '1.0.0' },
    { name: 'two', version: '2.0.0' },
  ])
  const large = randomBytes(300_000)
  writeFileSync(join(folder, 'large.bin'), large)
  const { sha256 } = await import('../fixtures/file-upstream.ts')
  const host = await serve(join(folder, 'data'))
  const env = {
    PATH: process.env.PATH,
    NODE: process.execPath,
    BIN,
    WORK: folder,
    STILLWATER_DATA_DIR: join(folder, 'data'),
    FILES: files.url,
    REGISTRY: `${registry.url}/`,
    LOCKFILE: lockfile,
    LARGE: sha256(large),
  }
  const child = spawn('sh', ['-x', '-c', SCRIPT], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = await once(child, 'close')
  expect(code === 0 ? '' : stderr.slice(-2500)).toBe('')
  expect(stdout.trim().endsWith('built')).toBe(true)
  await host.stop()
})
