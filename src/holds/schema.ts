/** Wire types of holds and of reports that lead to them. */
import { z } from 'zod'
import { CHANNELS } from '../domain/payment-order.ts'
import { HOLD_SCOPES } from './store.ts'

/** Ids and addresses: nothing the database would choke on. */
const name = z
  .string()
  .max(254)
  .regex(/^\P{Cc}+$/u, 'Write an id.')

export const HoldBody = z.strictObject({
  scope: z.enum(HOLD_SCOPES),
  target: name.optional().describe('The id of what is frozen; left out for everything'),
  reason: z.string().min(1).max(500).describe('Everyone signed in can read it.'),
})

export const LiftBody = z.strictObject({ reason: z.string().min(1).max(500) })

export const ImpersonationBody = z
  .strictObject({
    personId: name.optional(),
    email: name.optional(),
    channel: z.enum(CHANNELS),
    note: z.string().max(2000).default(''),
  })
  .refine((body) => (body.personId === undefined) !== (body.email === undefined), {
    path: ['personId'],
    message: 'Give personId or email, one of the two.',
  })

export const HoldsQuery = z.strictObject({
  state: z.enum(['active', 'lifted', 'all']).default('active'),
  scope: z.enum(HOLD_SCOPES).optional(),
  cursor: z
    .string()
    .regex(/^hld_[0-9a-z]{1,40}$/, 'Give the cursor back as it was given.')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type HoldsQuery = z.infer<typeof HoldsQuery>

/**
 * Who placed it is said only of an entity's, a channel's or everything's: such a hold takes a role, and no alarm and no
 * report ever places one. Of all others alike it is null, or it would name the person who raised the alarm.
 */
export const HoldView = z.object({
  id: z.string(),
  scope: z.enum(HOLD_SCOPES),
  target: z.string(),
  reason: z.string(),
  placedAt: z.string(),
  placedBy: z.string().nullable().describe('Only of holds on an entity, a channel or everything'),
  liftedAt: z.string().nullable(),
  liftedBy: z.string().nullable().describe('The subject whose evidence lifted it'),
  liftId: z.string().nullable().describe('The subject by which somebody asks for it to be lifted, or by which it was'),
})
export type HoldView = z.infer<typeof HoldView>

export const HoldPage = z.object({ items: z.array(HoldView), next: z.string().nullable() })
export type HoldPage = z.infer<typeof HoldPage>

export const CaseAnswer = z.object({
  case: z.object({ id: z.string(), personId: z.string(), openedAt: z.string() }),
  hold: HoldView,
})
export type CaseAnswer = z.infer<typeof CaseAnswer>
