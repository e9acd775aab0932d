import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const ROOT = join(import.meta.dirname, '../..')

/** What our assertions look at; that the rest is well formed the specification's own schema says. */
const Service = z.looseObject({
  image: z.string(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  restart: z.string().optional(),
  init: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  command: z.union([z.string(), z.array(z.string())]).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  configs: z.array(z.looseObject({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  deploy: z
    .looseObject({
      replicas: z.int().default(1),
      resources: z.looseObject({ limits: z.looseObject({ cpus: z.string(), memory: z.string(), pids: z.int() }) }),
    })
    .optional(),
})
export type ComposeService = z.infer<typeof Service>

const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.unknown()),
  configs: z.record(z.string(), z.looseObject({ file: z.string() })),
  secrets: z.record(z.string(), z.looseObject({ file: z.string() })),
})
export type Compose = z.infer<typeof Compose>

/** As an operator has it in `.env`. */
const DOT_ENV: Readonly<Record<string, string>> = { COUNTERSIGN_HOST: 'approve.example.com' }

/** The shipped file as a plain value: anchors and merges resolved, nothing interpolated. */
export function readComposeFile(): unknown {
  return parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true })
}

export function readCompose(): Compose {
  return Compose.parse(readComposeFile())
}

export function serviceOf({ services }: Compose, name: string): ComposeService {
  const service = services[name]
  if (service === undefined) throw new TypeError(`docker-compose.yml has no service ${name}`)
  return service
}

/** A service's environment as a container gets it: `${NAME:-default}`, `${NAME:?reason}` and `$$`. */
export function environmentOf(service: ComposeService, dotEnv = DOT_ENV): Record<string, string> {
  return Object.fromEntries(Object.entries(service.environment).map(([name, text]) => [name, fill(text, dotEnv)]))
}

function fill(text: string, dotEnv: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\{(\w+)(?:(:-|:\?)([^}]*))?\}/g, (whole, name?: string, mode?: string, rest = '') => {
    if (name === undefined) return '$'
    const value = dotEnv[name]
    if (value !== undefined && value !== '') return value
    if (mode === ':-') return String(rest)
    throw new Error(`${whole} has no value`)
  })
}
