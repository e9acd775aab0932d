import { Environment } from '@marcbachmann/cel-js'
import { CountersignError } from './errors.ts'
import { parseAmount } from './money.ts'

/**
 * What a condition may look at. Unknown facts are left out, so that looking at one is an error, and an error always
 * falls on the safe side: an `add` rule applies, a `relax` rule does not. Nothing here is text a stranger chose.
 */
export interface ConditionFacts {
  readonly amountBase?: bigint
  readonly currency: string
  readonly entity: string
  readonly payee?: { readonly known: boolean; readonly onFile: boolean }
  /** The cumulative sum, this order included, is within the small-amount line. */
  readonly belowLine?: boolean
  /** Declared, so it may only add: not available to `relax`. */
  readonly channel: string
}

export type Condition = (facts: ConditionFacts) => 'true' | 'false' | 'error'

const LIMITS = { maxAstNodes: 500, maxDepth: 40 }

/** CEL in a typed environment; throws 422 `POLICY_INVALID` when it does not parse or is not a boolean. */
export function compileCondition(
  ruleId: string,
  source: string,
  use: 'add' | 'relax',
  baseCurrency: string,
): Condition {
  const environment = environmentFor(use, baseCurrency)
  const check = environment.check(source)
  if (!check.valid) throw unusable(ruleId, check.error?.message ?? 'it does not parse')
  if (check.type !== 'bool') throw unusable(ruleId, `it is ${check.type}, not bool`)
  assertAmounts(ruleId, source, baseCurrency)
  const program = environment.parse(source)
  return (facts) => {
    try {
      const value: unknown = program({ ...facts })
      return value === true ? 'true' : value === false ? 'false' : 'error'
    } catch {
      return 'error'
    }
  }
}

/** An amount that cannot be read would make the rule an error at every order: the author should know at once. */
function assertAmounts(ruleId: string, source: string, baseCurrency: string): void {
  for (const [, , amount = ''] of source.matchAll(/money\(\s*(["'])(.*?)\1\s*\)/g)) {
    try {
      parseAmount(amount, baseCurrency, 'money()')
    } catch (error) {
      throw unusable(ruleId, `money("${amount}"): ${error instanceof CountersignError ? error.detail : String(error)}`)
    }
  }
}

function unusable(ruleId: string, why: string): CountersignError {
  const detail = `The condition of rule "${ruleId}" cannot be used: ${why}`
  return new CountersignError({
    code: 'POLICY_INVALID',
    status: 422,
    detail,
    errors: [{ path: ruleId, code: 'POLICY_INVALID', detail }],
  })
}

function environmentFor(use: 'add' | 'relax', baseCurrency: string): Environment {
  const environment = new Environment({ limits: LIMITS })
    .registerVariable('amountBase', 'int')
    .registerVariable('currency', 'string')
    .registerVariable('entity', 'string')
    .registerVariable('belowLine', 'bool')
    .registerVariable({ name: 'payee', schema: { known: 'bool', onFile: 'bool' } })
    .registerFunction('money(string): int', (text: string) => parseAmount(text, baseCurrency, 'money()').minor)
  return use === 'add' ? environment.registerVariable('channel', 'string') : environment
}
