/** What one button does about a failure. The code of the error decides, as its advice does; plugins add those of their own. */
import * as z from 'zod'
import type { ErrorBody } from './error.ts'

/**
 * `retry`: the same again. `resume`: let downloads go on, then the same again. The others open a place: where the mirror comes from
 * (`source`), its versions (`history`), its addresses (`serving`), its clients (`use`); keys (`trust`); what takes space (`storage`), the
 * check of what is stored (`repair`); or a setting.
 */
export const REMEDIES = [
  'retry',
  'resume',
  'source',
  'history',
  'serving',
  'use',
  'trust',
  'storage',
  'repair',
  'settings',
] as const

export const RemedyBody = z.object({
  act: z.enum(REMEDIES),
  /** Name of the setting to change. */
  setting: z.string().nullable(),
})
export type RemedyBody = z.infer<typeof RemedyBody>

/** One of the acts, or the name of a setting. */
export type Remedy = (typeof REMEDIES)[number] | { setting: string }

/** By code, or by the first part of codes. */
const known = new Map<string, Remedy>(
  Object.entries({
    acs: 'source',
    artifact: 'retry',
    'artifact.missing': 'repair',
    backup: 'storage',
    catalogue: 'repair',
    'catalogue.not_found': 'retry',
    'catalogue.reader_gone': 'retry',
    checksum: { setting: 'ALLOWED_CONTENT_CHECKSUMS' },
    client: 'use',
    'client.not_run': 'retry',
    'client.timeout': 'retry',
    content: 'serving',
    distribution: 'serving',
    download: 'retry',
    'download.address_refused': 'source',
    'download.certificate': 'source',
    'download.credentials_in_url': 'source',
    'download.file_missing': 'source',
    'download.no_source': 'source',
    'download.not_json': 'source',
    'download.path_not_allowed': { setting: 'ALLOWED_IMPORT_PATHS' },
    'download.paused': 'resume',
    'download.proxy_refused': 'source',
    'download.redirect_refused': 'source',
    'download.scheme_not_supported': 'source',
    'download.tls_settings_invalid': 'source',
    'download.too_large': 'source',
    'download.too_many_redirects': 'source',
    'download.too_slow': { setting: 'DOWNLOAD_MIN_BYTES_PER_SECOND' },
    'download.url_invalid': 'source',
    internal: 'retry',
    manifest: 'repair',
    mirror: 'source',
    path: 'source',
    publication: 'history',
    remote: 'source',
    repository: 'source',
    secret: 'trust',
    settings: { setting: '' },
    signature: 'trust',
    'signature.expired': 'source',
    'signature.from_future': 'retry',
    'signature.invalid': 'source',
    'signature.malformed': 'source',
    storage: 'storage',
    sync: 'source',
    task: 'retry',
    trash: 'storage',
    trust: 'trust',
    upload: 'retry',
    version: 'history',
  } satisfies Record<string, Remedy>),
)

/** Answers of an upstream that asking again does not change. */
const LASTING = [401, 403, 404, 407, 410, 451]

/** Adds a plugin's own: what its errors ask for, by code; those it does not name lead to the source of the mirror. */
export function addRemedies(table: Readonly<Record<string, Remedy>>): void {
  for (const [code, remedy] of Object.entries(table)) known.set(code, remedy)
}

/** What to do about an error. */
export function remedyOf({ code, params }: ErrorBody): RemedyBody {
  const [kind = ''] = code.split('.')
  const isLasting = code === 'download.http_status' && LASTING.includes(Number(params['status']))
  const remedy = isLasting ? 'source' : (known.get(code) ?? known.get(kind) ?? 'source')
  return typeof remedy === 'string' ? { act: remedy, setting: null } : { act: 'settings', setting: remedy.setting }
}
