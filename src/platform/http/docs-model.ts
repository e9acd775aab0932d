import { z } from 'zod'

/**
 * The part of an OpenAPI document that the page shows. The document is read through this rather than through the
 * specification's own types, which allow a reference nearly everywhere.
 */
export const DocsSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  example: z.unknown().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), DocsSchema).optional()
  },
  get items() {
    return DocsSchema.optional()
  },
  get anyOf() {
    return z.array(DocsSchema).optional()
  },
  get oneOf() {
    return z.array(DocsSchema).optional()
  },
  get allOf() {
    return z.array(DocsSchema).optional()
  },
})
export type DocsSchema = z.infer<typeof DocsSchema>

const Content = z.record(z.string(), z.looseObject({ schema: DocsSchema.optional() }))
export type DocsContent = z.infer<typeof Content>

export const DocsOperation = z.looseObject({
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: DocsSchema }))
    .default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: Content.optional() })).default({}),
})
export type DocsOperation = z.infer<typeof DocsOperation>

export const DocsDocument = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), DocsOperation)).default({}),
  components: z.looseObject({ schemas: z.record(z.string(), DocsSchema).default({}) }).default({ schemas: {} }),
})
export type DocsDocument = z.infer<typeof DocsDocument>
