/** Wire types of setting up the demo's company from a browser. */
import { z } from 'zod'

export const DemoCompanyBody = z.strictObject({})

/** As `countersign init --json` writes it, with names. */
export const DemoCompanyAnswer = z.object({
  organisation: z.object({ name: z.string() }),
  people: z.record(
    z.string(),
    z.object({
      id: z.string(),
      name: z.string(),
      enrolment: z.string().describe('The secret of the invitation, shown this once'),
    }),
  ),
  clients: z.record(z.string(), z.object({ secret: z.string() })),
})
export type DemoCompanyAnswer = z.infer<typeof DemoCompanyAnswer>
