/** The form in which people write a policy, and how it becomes a `PolicyDocument`. */
import { z } from 'zod'
import { durationMs } from '../domain/instant.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import type { ApprovalSpec, RequirementKind, RequirementSpec } from '../domain/requirement-spec.ts'
import { SIGNAL_CODES } from '../domain/signals.ts'

const KINDS = [
  'approval',
  'instructor_confirmation',
  'callback',
  'review',
  'cooling_off',
] as const satisfies readonly RequirementKind[]
const DIMENSIONS = ['payee', 'instructor', 'requester', 'client'] as const

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'Use letters, digits, - and _, at most 64.')
const group = z
  .string()
  .regex(
    /^(role:)?[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'Name a group of organisation.yaml, or a role such as role:approver.',
  )
const quorum = z.int().min(1, 'At least one person.').max(20, 'At most 20 people.')
const condition = z.string().min(1).max(2000)
const duration = z.string().refine(isDuration, 'Write a duration longer than zero, such as PT24H or P5D.')

/** Unquoted, YAML would read `1000.00` as the number 1000. */
const amount = z.string({ error: 'Write the amount in quotes, such as "1000.00".' })

const approvalForm = z
  .strictObject({ group, quorum, blindEntry: z.boolean().default(false) })
  .transform((form): ApprovalSpec => ({ kind: 'approval', ...form }))

const specForm = z
  .strictObject({
    approval: approvalForm.optional(),
    instructor_confirmation: z.strictObject({}).optional(),
    callback: z
      .strictObject({
        callee: z.enum(['auto', 'payee', 'instructor']),
        contactMinAgeDays: z.int().min(0).max(3650),
        callers: z.int().min(1).max(5).default(1),
      })
      .optional(),
    review: z.strictObject({ group, sla: duration }).optional(),
    cooling_off: duration.optional(),
    anyOf: z
      .array(z.strictObject({ approval: approvalForm }).transform((one) => one.approval))
      .min(1)
      .optional(),
  })
  .transform((form, context): RequirementSpec => {
    const kinds = KINDS.filter((kind) => form[kind] !== undefined)
    if (kinds.length !== 1) {
      context.addIssue({ code: 'custom', message: `Ask for one thing here, one of: ${KINDS.join(', ')}.` })
      return z.NEVER
    }
    if (form.anyOf !== undefined && form.cooling_off === undefined) {
      context.addIssue({ code: 'custom', path: ['anyOf'], message: 'Only cooling_off can be expedited.' })
      return z.NEVER
    }
    if (form.approval !== undefined) return form.approval
    if (form.callback !== undefined) return { kind: 'callback', ...form.callback }
    if (form.review !== undefined) return { kind: 'review', ...form.review }
    if (form.cooling_off !== undefined)
      return { kind: 'cooling_off', duration: form.cooling_off, anyOf: form.anyOf ?? [] }
    return { kind: 'instructor_confirmation', personId: null }
  })

const addForm = z
  .strictObject({
    id,
    when: condition.optional(),
    anySignal: z.array(z.enum(SIGNAL_CODES)).min(1).optional(),
    require: z.array(specForm).min(1),
  })
  .transform(({ when, anySignal, ...rule }) => ({ ...rule, when: when ?? null, anySignal: anySignal ?? [] }))

const relaxForm = z
  .strictObject({
    id,
    when: condition,
    allow: z.array(z.enum(SIGNAL_CODES)),
    drop: z.array(z.enum(KINDS)),
    approval: approvalForm.optional(),
  })
  .transform(({ approval, ...rule }) => ({ ...rule, approval: approval ?? null }))

export const policyForm = z
  .strictObject({
    version: z.literal(1),
    line: z.strictObject({ amount, window: duration, per: z.array(z.enum(DIMENSIONS)).min(1) }),
    base: z.array(specForm).min(1),
    add: z.array(addForm).default([]),
    relax: z.array(relaxForm).default([]),
    expire: duration,
    duties: z.strictObject({ instructorCounts: z.boolean() }).optional(),
    keys: z.strictObject({ administrators: quorum }).optional(),
  })
  .transform(({ duties, keys, ...policy }): PolicyDocument => ({
    ...policy,
    // Left out where it says nothing, as in policies from before: the hash covers what is there.
    ...(keys !== undefined && { keys }),
    instructorCounts: duties?.instructorCounts ?? false,
  }))

function isDuration(text: string): boolean {
  try {
    return durationMs(text) > 0
  } catch {
    return false
  }
}
