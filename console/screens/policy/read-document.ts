/** The document of a policy, as far as this console understands it. What it does not understand is kept as it is. */

type Members = Readonly<Record<string, unknown>>

export interface ShownPolicy {
  readonly line: { readonly amount: string; readonly window: string; readonly per: readonly string[] } | null
  readonly base: readonly Members[]
  readonly add: readonly ShownRule[]
  readonly relax: readonly ShownRelaxation[]
  readonly expire: string
  readonly instructorCounts: boolean
  /** How many administrators confirm a first key. */
  readonly keyAdministrators: number
  /** Members that are newer than this console. */
  readonly unknown: readonly string[]
}

export interface ShownRule {
  readonly id: string
  readonly when: string | null
  readonly anySignal: readonly string[]
  readonly require: readonly Members[]
}

export interface ShownRelaxation {
  readonly id: string
  readonly when: string
  readonly allow: readonly string[]
  readonly drop: readonly string[]
  readonly approval: Members | null
}

const KNOWN = ['version', 'line', 'base', 'add', 'relax', 'expire', 'instructorCounts', 'keys']

export function readDocument(document: Members): ShownPolicy {
  const { line, keys } = document
  return {
    line: isMembers(line) ? { amount: text(line['amount']), window: text(line['window']), per: texts(line['per']) } : null,
    base: list(document['base']),
    add: list(document['add']).map((rule) => ({
      id: text(rule['id']),
      when: typeof rule['when'] === 'string' ? rule['when'] : null,
      anySignal: texts(rule['anySignal']),
      require: list(rule['require']),
    })),
    relax: list(document['relax']).map((rule) => ({
      id: text(rule['id']),
      when: text(rule['when']),
      allow: texts(rule['allow']),
      drop: texts(rule['drop']),
      approval: isMembers(rule['approval']) ? rule['approval'] : null,
    })),
    expire: text(document['expire']),
    instructorCounts: document['instructorCounts'] === true,
    keyAdministrators: isMembers(keys) && typeof keys['administrators'] === 'number' ? keys['administrators'] : 1,
    unknown: Object.keys(document).filter((name) => !KNOWN.includes(name)),
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function list(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : []
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}
