import { z } from 'zod'
import { UtcInstant } from '../platform/http/utc-instant.ts'

/** What the ERP says became of a released payment. */
export const ReportBody = z.strictObject({
  status: z.enum(['executed', 'failed', 'returned']),
  bankReference: z
    .string()
    .trim()
    .min(1)
    .max(140)
    .regex(/^[^\p{C}]*$/u, 'Leave out control and invisible characters.')
    .nullable()
    .default(null)
    .meta({ description: "The bank's own reference of the transfer", example: 'BNK-20261201-0042' }),
  at: UtcInstant.meta({ description: 'When it happened, RFC 3339 UTC' }),
})
export type ReportBody = z.infer<typeof ReportBody>

/** The same for every repeat. */
export const ReportView = z.object({
  orderId: z.string(),
  status: z.enum(['executed', 'failed', 'returned']),
  bankReference: z.string().nullable(),
  at: z.string(),
  reportedAt: z.string(),
})
export type ReportView = z.infer<typeof ReportView>
