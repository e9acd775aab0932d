/** Wire types of policies. */
import { z } from 'zod'

export const PolicyAnswer = z.object({
  hash: z.string().describe('SHA-256 of the RFC 8785 JSON of `document`: what evidence and log entries name it by'),
  version: z.int(),
  yaml: z.string().describe('As its author wrote it, comments included'),
  document: z.record(z.string(), z.unknown()),
  inForceSince: z.string(),
})
export type PolicyAnswer = z.infer<typeof PolicyAnswer>
