import * as z from 'zod'

/** A version of a mirror and its size. */
export const GrowthPoint = z.object({
  number: z.number().int(),
  pulp_created: z.iso.datetime(),
  units: z.number().int(),
  /** Of its files that are stored here now; null for mirrors that are too large to be measured while somebody waits. */
  bytes: z.number().int().nullable(),
})
export type GrowthPoint = z.infer<typeof GrowthPoint>
