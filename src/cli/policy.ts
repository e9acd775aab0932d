import { Command } from 'commander'
import { compilePolicy } from '../domain/policy.ts'
import { parsePolicy, policyHash } from '../risk/policy-document.ts'
import { readText } from './read-text.ts'

/** `countersign policy FILE`: whether a policy can be put in force, and the hash it would have. */
export function policyCommand(): Command {
  return new Command('policy')
    .description('check a policy file, and print its hash')
    .argument('<policy.yaml>')
    .option('--currency <code>', "the organisation's base currency, in which the policy's amounts are", 'EUR')
    .action(async (path: string, { currency }: { currency: string }) => {
      const document = parsePolicy(await readText(path))
      const policy = compilePolicy(document, currency)
      console.log(
        `${path} can be put in force: ${policy.base.length} requirements at its strictest, ${policy.add.length} rules add, ${policy.relax.length} take away.`,
      )
      console.log(`policy hash ${policyHash(document)}`)
    })
}
