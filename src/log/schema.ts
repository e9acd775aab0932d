import { z } from 'zod'

const size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const inclusionQuery = z.strictObject({ entryId: z.string().regex(/^ent_[0-9a-z]{26}$/) })

export const consistencyQuery = z.strictObject({ first: size, second: size })

/** Hashes are base64; the path goes from the leaf upwards. */
export const inclusionProof = z.object({
  checkpoint: z.string(),
  leafIndex: z.number().int(),
  leafHash: z.string(),
  path: z.array(z.string()),
})
export type InclusionProofResponse = z.infer<typeof inclusionProof>

export const consistencyProof = z.object({
  first: z.number().int(),
  second: z.number().int(),
  proof: z.array(z.string()),
})
export type ConsistencyProofResponse = z.infer<typeof consistencyProof>

export const entriesQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(-1)
    .max(Number.MAX_SAFE_INTEGER - 1)
    .default(-1)
    .describe('The index of the last entry seen'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const entriesAnswer = z.object({
  items: z.array(
    z.object({
      index: z.int().describe('Its leaf in the tree'),
      entryId: z.string(),
      kind: z.string(),
      at: z.string(),
      fields: z.record(z.string(), z.unknown()).describe('Ids, digests and codes'),
    }),
  ),
  next: z.int().nullable().describe('What to ask for after next; null at the end'),
})
export type EntriesAnswer = z.infer<typeof entriesAnswer>
