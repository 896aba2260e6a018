/** The preview of suites of which everything is mirrored. */
import type { MirrorPreview } from '#shared/api/mirror'
import { bytesText } from '#shared/bytes'
import { formatMessage, language } from '#shared/i18n/format'
import type { Engine, PlanOptions } from '#plugin-api'
import '../messages.ts'
import type { AptRemote } from '../model/resource.ts'
import { outline } from './read-ahead.ts'

const text = (id: string, values: Record<string, string | number>): string =>
  formatMessage(`plugin.deb.preview.${id}`, values)

/**
 * Reads what upstream says of the suites, so that a mistyped one is told before anything is made.
 * @throws StillwaterError `deb.*`, `signature.*`, `download.*`
 */
export async function previewWhole(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert> & { policy: string; distributions: string },
  facts: { verbatim: boolean; retain_package_versions: number },
  signal: AbortSignal,
  { withoutPreview = false }: PlanOptions,
): Promise<Omit<MirrorPreview, 'name'>> {
  if (withoutPreview) return { summary: '', packages: null, bytes: null, items: [], warnings: [] }
  const { listed, metadata } = await outline(engine, remote, facts, signal)
  const isNow = remote.policy === 'immediate'
  const values = {
    suites: remote.distributions,
    policy: remote.policy,
    metadata: bytesText(metadata, language()),
    packages: listed?.files ?? 0,
    bytes: bytesText(listed?.bytes ?? 0, language()),
  }
  const known = listed ? listed.bytes + metadata : null
  return {
    summary: text(listed ? 'whole' : 'large', values),
    packages: listed?.files ?? null,
    bytes: isNow ? known : metadata,
    items: [],
    warnings: [],
  }
}
