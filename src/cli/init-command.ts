import { Command } from 'commander'
import { createOnboarding } from '../directory/propose-onboarding.ts'
import { CountersignError } from '../domain/errors.ts'
import { createKinds } from '../kinds.ts'
import { profileRules } from '../platform/config/profile.ts'
import { parsePolicy } from '../risk/policy-document.ts'
import { init, type InitParts } from './init.ts'

const PARTS: InitParts = {
  parsePolicy,
  proposeOnboarding: (profile) => createOnboarding(createKinds(profile), profileRules(profile).timeScale),
}

/** `countersign init organisation.yaml [--json FILE]`. */
export function initCommand(): Command {
  return new Command('init')
    .description('create the organisation, once, from a file')
    .argument('<organisation.yaml>', 'who works here, with what roles and limits, and which policy')
    .option('--json <file>', 'write secrets and invitations to this file (mode 0600) instead of the screen')
    .action(async (file: string, options: { json?: string }, command: Command) => {
      try {
        console.log(await init(PARTS, { file, json: options.json, env: process.env }))
      } catch (error) {
        command.error(explain(error), { exitCode: 1 })
      }
    })
}

function explain(error: unknown): string {
  if (!(error instanceof CountersignError)) return error instanceof Error ? error.message : String(error)
  if (error.errors.length === 0) return `${error.code}: ${error.detail}`
  return [`${error.code}:`, ...error.errors.map(({ path, detail }) => `  ${path}: ${detail}`)].join('\n')
}
