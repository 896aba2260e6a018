/** Looks whether a PULP_MANIFEST or a git repository lives at an address. */
import type { DiscoveryDeclaration, ProbeContext, Proposal } from '#plugin-api'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import './discovery-messages.ts'
import { parseManifestLine } from './manifest.ts'
import { nameFrom } from './mirror.ts'

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.file.discovery.${id}`, values)

const MAX_MANIFEST = 8 * 1024 * 1024
const MAX_REFS = 200

async function probeManifest({ url, fetch }: ProbeContext): Promise<Proposal[]> {
  const isFile = url.pathname.endsWith('PULP_MANIFEST')
  const address = isFile ? url.href : `${url.href.replace(/\/?$/, '/')}PULP_MANIFEST`
  const lines = (await fetch(address, { maxSize: MAX_MANIFEST }))?.toString('utf8').split('\n')
  const files = lines === undefined ? null : countFiles(lines)
  if (files === null) return []
  const title = text('manifest', { files })
  return [{ source: 'address', title, detail: address, name: nameFrom(address), input: { url: address } }]
}

/** Null for what is no manifest. */
function countFiles(lines: readonly string[]): number | null {
  try {
    return lines.filter((line, index) => parseManifestLine(line, index + 1) !== null).length
  } catch (error) {
    if (error instanceof StillwaterError) return null
    throw error
  }
}

async function probeGit({ url, fetch }: ProbeContext): Promise<Proposal[]> {
  if (!/^https?:$/.test(url.protocol)) return []
  const base = url.href.replace(/\/+$/, '')
  const answer = await fetch(`${base}/info/refs?service=git-upload-pack`)
  const refs = answer?.toString('latin1') ?? ''
  if (!/^[0-9a-f]{4}# service=git-upload-pack/.test(refs)) return []
  const names = [...refs.matchAll(/[0-9a-f]{40} refs\/(?:heads|tags)\/([^\s^\0]+)\n/g)].map(([, name = '']) => name)
  const name = nameFrom(`${base.replace(/\.git$/, '')}/`)
  const choices = { git_ref: ['HEAD', ...new Set(names)].slice(0, MAX_REFS) }
  const input = { url: base, git_ref: 'HEAD' }
  return [{ source: 'git', title: text('git'), detail: base, name, policy: 'immediate', input, choices }]
}

function recipes(): Proposal[] {
  const one = (source: string, id: string): Proposal => ({
    source,
    title: text(`recipe.${id}`),
    detail: text(`recipe.${id}.detail`),
    name: id,
    input: {},
    missing: ['url'],
  })
  return [one('address', 'files'), one('git', 'git')]
}

export const discovery: DiscoveryDeclaration = {
  tools: [],
  probe: async (probe) => [...(await probeManifest(probe)), ...(await probeGit(probe))],
  recipes,
}
