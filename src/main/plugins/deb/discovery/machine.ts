import { cleanAddress, hasSecrets, type Machine, type MachineFinding, type Proposal } from '#plugin-api'
import { isMirrorable, keysOf, machineSources } from '../machine/machine-sources.ts'
import type { AptSource } from '../machine/sources-list.ts'
import { parseSuite } from '../release/suite.ts'
import { archiveFrom, nameFrom } from '../source/field.ts'
import { sourceLine } from '../source/this-machine.ts'
import { text } from './texts.ts'

/** Sources that a mirror can be made of, each line once. */
export function mirrorableSources({ root }: Machine): AptSource[] {
  const sources = machineSources(root).sources.filter(isMirrorable)
  return [...new Map(sources.map((one) => [sourceLine(one), one])).values()]
}

/** What apt is told to use: a mirror for each source. */
export async function aptOnMachine(machine: Machine): Promise<MachineFinding> {
  const { sources, problems } = machineSources(machine.root)
  const files = new Map<string, { name: string; address: string; enabled: boolean }[]>()
  for (const { file, uri, suites } of sources) {
    const seen = { name: suites.join(' '), address: uri, enabled: true }
    files.set(file, [...(files.get(file) ?? []), seen])
  }
  const proposals = await Promise.all(mirrorableSources(machine).map((one) => proposalOf(one, machine)))
  return {
    proposals,
    seen: [
      ...[...files].map(([file, addresses]) => ({ file, addresses })),
      ...problems.map((file) => ({ file, addresses: [] })),
    ],
  }
}

async function proposalOf(source: AptSource, { root }: Machine): Promise<Proposal> {
  const suites = source.suites.map((one) => parseSuite(one).name)
  const keys = await keysOf(source, root).catch(() => null)
  return {
    source: 'this-machine',
    title: [...source.suites, ...source.components].join(' '),
    detail: text('machine.detail', { address: cleanAddress(source.uri), file: source.file }),
    name: nameFrom(archiveFrom(cleanAddress(source.uri)), suites),
    policy: 'on_demand',
    input: { entry: sourceLine(source) },
    notes: [...(keys === null ? [text('no_key')] : []), ...(hasSecrets(source.uri) ? [text('credentials')] : [])],
  }
}
