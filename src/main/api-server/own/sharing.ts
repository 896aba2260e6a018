import { networkInterfaces } from 'node:os'
import * as z from 'zod'
import { type ContentCounts, type ContentTrafficBody, NOT_SHARED } from '#shared/api/sharing'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { Distribution } from '#engine/db/masters'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { ok, type Operation } from '../operation.ts'

const TAG = 'Stillwater'
const PATH = `${OWN_API_ROOT}sharing/`

const WishSchema = z
  .object({
    host: z.union([z.ipv4(), z.ipv6()]),
    port: z.number().int().min(1).max(65_535).optional(),
    tls: z.boolean().default(false),
  })
  .strict()

const SharingSchema = z.object({
  shared: z.boolean(),
  host: z.string().nullable(),
  port: z.number().int().nullable(),
  tls: z.boolean(),
  urls: z.array(z.string()),
  fingerprint: z.string().nullable(),
  certificate: z.string().nullable(),
  problem: z.string().nullable(),
  /** Addresses of this machine to choose from. */
  addresses: z.array(z.object({ address: z.string(), interface: z.string() })),
})

const ServedSchema = z.object({ requests: z.number().int(), bytes: z.number().int() })
const ContentTrafficSchema = z.object({
  total: ServedSchema,
  distributions: z.array(
    ServedSchema.extend({
      base_path: z.string(),
      distribution: z.string().nullable(),
      repository: z.string().nullable(),
    }),
  ),
  upstream: z.object({ fetches: z.number().int(), failures: z.number().int() }),
})

interface OwnAddress {
  address: string
  interface: string
}

function addresses(): OwnAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all]) =>
    (all ?? [])
      .filter((one) => !one.internal && !(one.family === 'IPv6' && one.scopeid !== 0))
      .map(({ address }) => ({ address, interface: name })),
  )
}

function sharingBody({ content }: ApiContext): z.infer<typeof SharingSchema> {
  return { ...(content?.sharing ?? NOT_SHARED), addresses: addresses() }
}

function side({ content }: ApiContext): NonNullable<ApiContext['content']> {
  if (!content) throw new StillwaterError('content.gone', {}, { status: 503 })
  return content
}

const EMPTY: ContentCounts = {
  total: { requests: 0, bytes: 0 },
  distributions: {},
  upstream: { fetches: 0, failures: 0 },
}

/** What was served, by distribution and so by mirror. */
export function contentTraffic(context: ApiContext): ContentTrafficBody {
  const { total, distributions, upstream } = context.content?.served ?? EMPTY
  const listed = Object.entries(distributions).map(([base_path, served]) => {
    const found = Distribution.find(context.engine.catalogue, { base_path })
    const repository = found?.repository_id ?? null
    return {
      base_path,
      distribution: found ? found.cast().href : null,
      repository: repository === null ? null : context.references.href('repository', repository),
      ...served,
    }
  })
  return { total, distributions: listed.toSorted((a, b) => b.bytes - a.bytes), upstream }
}

/** Sharing the content with other machines, and what was served. */
export function sharingOperations(context: ApiContext): Operation[] {
  const answers = { 200: { description: 'How it is shared now.', name: 'Sharing', schema: SharingSchema } }
  return [
    {
      id: 'sharing_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Show where other machines reach the content',
      answers,
      run: () => ok(sharingBody(context)),
    },
    {
      id: 'sharing_start',
      method: 'POST',
      path: PATH,
      tag: TAG,
      summary: 'Share the content at an address of this machine',
      body: { name: 'SharingWish', schema: WishSchema },
      answers,
      async run(call) {
        const wish = parseBody(WishSchema, call.body) as z.infer<typeof WishSchema>
        const own = addresses().map(({ address }) => address)
        if (!['0.0.0.0', '::', ...own].includes(wish.host)) {
          throw fieldError('host', 'not_own_address', { host: wish.host, addresses: own.join(', ') || '-' })
        }
        await side(context).share(wish)
        return ok(sharingBody(context))
      },
    },
    {
      id: 'sharing_stop',
      method: 'DELETE',
      path: PATH,
      tag: TAG,
      summary: 'Share the content no more',
      answers: { ...answers, 503: { description: 'The content server is not there at the moment.' } },
      async run() {
        await side(context).share(null)
        return ok(sharingBody(context))
      },
    },
    {
      id: 'content_traffic_read',
      method: 'GET',
      path: `${OWN_API_ROOT}content-traffic/`,
      tag: TAG,
      summary: 'Show what clients got since the start, by distribution',
      answers: { 200: { description: 'The counts.', name: 'ContentTraffic', schema: ContentTrafficSchema } },
      run: () => ok(contentTraffic(context)),
    },
  ]
}
