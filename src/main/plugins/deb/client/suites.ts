/** Suites that a distribution serves, in the words of apt's sources. */
import type { ClientSubject, DistributionInstance } from '#plugin-api'
import { suitesOf } from '../publish/version-content.ts'

export interface ServedSuites {
  /** Suites that have the same components, or are flat. */
  suites: string[]
  /** Empty for flat repositories. */
  components: string[]
}

/** What is published, else what the labels of the distribution say, else what is usual. */
export function servedSuites(distribution: DistributionInstance, subject?: ClientSubject): ServedSuites[] {
  const found = subject?.version ? suitesOf(subject.catalogue, subject.version) : []
  const suites = distribution.pulp_labels.suites ?? 'stable'
  const components = distribution.pulp_labels.components ?? 'main'
  const all =
    found.length > 0
      ? found.map((one) => ({ suite: one.distribution, components: one.components.map(({ component }) => component) }))
      : suites.split(' ').map((suite) => ({ suite, components: components.split(' ') }))
  const groups = new Map<string, ServedSuites>()
  for (const one of all) {
    const own = one.suite.endsWith('/') ? [] : one.components
    const key = own.join(' ')
    const group = groups.get(key)
    if (group) group.suites.push(one.suite)
    else groups.set(key, { suites: [one.suite], components: own })
  }
  return [...groups.values()]
}

/** Source: sources.list(5), "DEB822-STYLE FORMAT". */
export function deb822(groups: readonly ServedSuites[], baseUrl: string, keyring: string): string {
  const stanzas = groups.map(({ suites, components }) =>
    [
      'Types: deb',
      `URIs: ${baseUrl}`,
      `Suites: ${suites.join(' ')}`,
      ...(components.length > 0 ? [`Components: ${components.join(' ')}`] : []),
      `Signed-By: ${keyring}`,
    ].join('\n'),
  )
  return `${stanzas.join('\n\n')}\n`
}

/** Source: sources.list(5), "ONE-LINE-STYLE FORMAT". */
export function oneLine(groups: readonly ServedSuites[], baseUrl: string, keyring: string): string {
  const lines = groups.flatMap(({ suites, components }) =>
    suites.map((suite) => ['deb', `[signed-by=${keyring}]`, baseUrl, suite, ...components].join(' ')),
  )
  return `${lines.join('\n')}\n`
}
