/** Bills of materials: what a project is made of, of many kinds of packages at once, each by its package URL. */
import * as z from 'zod'

/** Names such files go by: CycloneDX and SPDX, as JSON. */
export const BILL_FILES = [
  { pattern: '*.cdx.json', tool: 'cyclonedx', label: 'CycloneDX' },
  { pattern: '*.spdx.json', tool: 'spdx', label: 'SPDX' },
  { pattern: 'bom.json', tool: 'sbom', label: 'SBOM' },
  { pattern: 'sbom*.json', tool: 'sbom', label: 'SBOM' },
] as const

export const isBill = (path: string): boolean => /(^|\/)([^/]*\.(cdx|spdx)|bom|sbom[^/]*)\.json$/.test(path)

/** A package as a bill names it. */
export interface BilledPackage {
  /** Such as `@scope/name`. */
  name: string
  version: string
}

const Reference = z.object({ referenceType: z.string(), referenceLocator: z.string() })
const Spdx = z.object({
  spdxVersion: z.string(),
  packages: z.array(z.object({ externalRefs: z.array(Reference).default([]) })).default([]),
})
const Component = z.object({
  purl: z.string().optional(),
  get components() {
    return z.array(Component).default([])
  },
})
const CycloneDx = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(Component).default([]) })

/** Components may hold components. */
function purlsOf(components: readonly z.infer<typeof Component>[]): string[] {
  return components.flatMap(({ purl, components: inner }) => [...(purl ? [purl] : []), ...purlsOf(inner)])
}

function purlsIn(content: string): string[] {
  const json: unknown = JSON.parse(content)
  const cyclone = CycloneDx.safeParse(json)
  if (cyclone.success) return purlsOf(cyclone.data.components)
  const { packages } = Spdx.parse(json)
  return packages
    .flatMap(({ externalRefs }) => externalRefs)
    .flatMap(({ referenceType, referenceLocator }) => (referenceType === 'purl' ? [referenceLocator] : []))
}

/** Such as `pkg:npm/%40scope/name@1.0.0?vcs_url=...`; without a version it is nothing that could be mirrored. */
function packageOf(purl: string, type: string): BilledPackage[] {
  const match = new RegExp(`^pkg:${type}/([^@?#]+)@([^?#]+)`, 'i').exec(purl)
  if (!match) return []
  return [{ name: decodeURIComponent(match[1] ?? ''), version: decodeURIComponent(match[2] ?? '') }]
}

/** The packages of one type, such as `npm` or `deb`, each once; none where the file is no bill. */
export function packagesInBill(content: string, type: string): BilledPackage[] {
  try {
    const found = purlsIn(content).flatMap((purl) => packageOf(purl, type))
    return [...new Map(found.map((one) => [`${one.name}@${one.version}`, one])).values()]
  } catch {
    return []
  }
}
