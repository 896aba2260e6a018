/**
 * `npm run proof:debootstrap`: mirrors 30 packages with everything they need, and what a new system begins with, from the archive of Debian that this
 * machine's apt is set to; compares the preview with what was fetched; then makes a system from the mirror alone and installs the 30 in it.
 * The second part runs in namespaces of its own, without a network but loopback, behind a proxy that counts who is asked.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { has, machineArchive, skip } from './proof/machine-archive.mjs'
import { root, stillwater, temporaryFolder } from './proof/stillwater.mjs'

export const PACKAGES =
  'bash-completion ca-certificates curl git gnupg jq less locales lsof make man-db nano nginx-light openssh-client patch perl python3 python3-venv rsync sqlite3 strace sudo tmux tree unzip vim-tiny wget xz-utils zip zstd'.split(
    ' ',
  )

if (process.getuid?.() !== 0) skip('debootstrap needs root')
for (const tool of ['debootstrap', 'unshare', 'ip', 'chroot']) if (!has(tool)) skip(`${tool} is not here`)
const archive = await machineArchive()
const folder = temporaryFolder('debootstrap')
const dataDir = join(folder, 'data')
console.log(`archive: ${archive.url} ${archive.suite} ${archive.component} ${archive.architecture}`)

const wanted = [...PACKAGES, 'debian-archive-keyring'].flatMap((name) => ['--package-query', name])
const mirror = ['mirror', 'deb', '--packages', archive.url, '--name', 'proof', '--data-dir', dataDir, ...wanted]
const choice = ['--distributions', archive.suite, '--components', archive.component, '--base-packages', 'minbase']
const rest = ['--architectures', archive.architecture, '--gpgkey', archive.keyring]

const preview = stillwater(...mirror, ...choice, ...rest, '--preview')
console.log(`preview: ${preview.packages} packages, ${preview.bytes} bytes`)
for (const warning of preview.warnings) console.log(`preview: ${warning}`)
const { fetched } = stillwater(...mirror, ...choice, ...rest)
const off = Math.abs(fetched.bytes - preview.bytes) / fetched.bytes
console.log(
  `fetched: ${fetched.requests} requests, ${fetched.bytes} bytes, ${(off * 100).toFixed(3)} % off the preview`,
)

const namespaces = ['--mount', '--pid', '--net', '--fork', '--mount-proc', '--kill-child']
const offline = [process.execPath, join(root, 'scripts/proof/offline-system.mjs'), folder, archive.suite, ...PACKAGES]
console.log('debootstrap: as root, in mount, pid and network namespaces of its own')
const { status } = spawnSync('unshare', [...namespaces, ...offline], { stdio: 'inherit' })
const sound = status === 0 && off <= 0.01
console.log(`proof:debootstrap: ${sound ? 'shown' : 'NOT shown'}`)
process.exitCode = sound ? 0 : 1
