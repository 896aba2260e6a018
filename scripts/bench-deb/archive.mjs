/** A copy of the index of one suite in a folder, served on loopback: the machine's own source read once, or a generated one. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import lzma from 'lzma-native'

export const SUITE = 'bookworm'
const INDEX = 'main/binary-amd64/Packages'
const GENERATED = 63_000
/** Of the first Release; each that follows is a second younger. */
const START = Date.now() - 600_000

/** Address of a Debian archive that this machine is configured with, or null. Read, never written. */
function configuredArchive(apt = '/etc/apt') {
  const folder = join(apt, 'sources.list.d')
  const files = [
    join(apt, 'sources.list'),
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ]
  for (const file of files.filter((one) => existsSync(one))) {
    const found = /https?:\/\/[^\s\]]+\/debian\/?(?=\s)/.exec(readFileSync(file, 'utf8'))
    if (found) return found[0].replace(/\/?$/, '/')
  }
  return null
}

async function readIndex() {
  const url = configuredArchive()
  if (url === null) return null
  try {
    const answer = await fetch(`${url}dists/${SUITE}/${INDEX}.gz`, { signal: AbortSignal.timeout(120_000) })
    if (!answer.ok) return null
    return gunzipSync(Buffer.from(await answer.arrayBuffer())).toString('latin1')
  } catch {
    return null
  }
}

function generated(count) {
  let text = ''
  for (let index = 0; index < count; index += 1) {
    const name = `package-${index}`
    text += `Package: ${name}\nVersion: 1.${index % 7}-1\nInstalled-Size: ${index % 5000}\nMaintainer: Team ${index % 500} <team@example.org>\nArchitecture: ${index % 3 === 0 ? 'all' : 'amd64'}\nDepends: libc6 (>= 2.36), package-${(index * 7) % count}, package-${(index * 13) % count} (>= 1.0)\nDescription: what package number ${index} is for\nDescription-md5: ${md5(name)}\nHomepage: https://example.org/${name}\nTag: role::program, use::testing, works-with::file\nSection: misc\nPriority: optional\nFilename: pool/main/p/${name}/${name}_1.${index % 7}-1_amd64.deb\nSize: ${1000 + (index % 5000)}\nMD5sum: ${md5(`${name}.`)}\nSHA256: ${sha256(name)}\n\n`
  }
  return text
}

const md5 = (bytes) => createHash('md5').update(bytes).digest('hex')
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Another version of a part of the packages, which lie apart from each other; of others than in the round before. */
function changed(text, part, round) {
  const every = Math.round(1 / part)
  return text
    .split('\n\n')
    .map((stanza, index) =>
      index % every === (round * 7) % every
        ? stanza
            .replace(/^(Version: .*)$/m, `$1+b${round}`)
            .replace(/^(Filename: .*)(\.deb)$/m, `$1+b${round}$2`)
            .replace(/^SHA256: .*$/m, `SHA256: ${sha256(stanza)}`)
        : stanza,
    )
    .join('\n\n')
}

/** Writes the index in its compressions, and the Release that lists them. */
async function write(folder, text, round) {
  const plain = Buffer.from(text, 'latin1')
  const xz = await new Promise((done) => lzma.compress(plain, { preset: 1 }, done))
  const suite = join(folder, 'dists', SUITE)
  mkdirSync(join(suite, 'main/binary-amd64'), { recursive: true })
  const files = [
    ['', plain],
    ['.gz', gzipSync(plain)],
    ['.xz', xz],
  ]
  for (const [ending, bytes] of files) writeFileSync(join(suite, INDEX + ending), bytes)
  const list = (digest) =>
    files.map(([ending, bytes]) => ` ${digest(bytes)} ${bytes.length} ${INDEX}${ending}\n`).join('')
  const date = new Date(START + round * 1000).toUTCString().replace('GMT', 'UTC')
  const head = `Origin: Bench\nSuite: stable\nCodename: ${SUITE}\nDate: ${date}\nArchitectures: amd64\nComponents: main\n`
  writeFileSync(join(suite, 'Release'), `${head}MD5Sum:\n${list(md5)}SHA256:\n${list(sha256)}`)
}

export async function startArchive(folder, count) {
  const real = count === undefined ? await readIndex() : null
  let text = real ?? generated(count ?? GENERATED)
  let round = 0
  await write(folder, text, 0)
  const requests = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname)
    requests.push(path)
    const file = join(folder, path)
    if (path.includes('..') || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    createReadStream(file).pipe(response.writeHead(200, { 'content-length': statSync(file).size }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    packages: text.match(/^Package: /gm).length,
    isReal: real !== null,
    requests,
    index: `dists/${SUITE}/${INDEX}.xz`,
    /** Changes a part of the packages. */
    change: async (part) => {
      round += 1
      text = changed(text, part, round)
      await write(folder, text, round)
    },
    close: () => server.close(),
  }
}
