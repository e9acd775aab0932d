#!/usr/bin/env node
/** `countersign <command>`: every way to run or ask the service. */
import { Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import type { ProcessName } from '../main.ts'

/** Loaded when asked for: to verify a bundle takes no API, and the signer is to hold nothing that it does not need. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () =>
    new Command('start')
      .description('run everything on this machine; what is not configured is started as a child process')
      .action(async () => (await import('./start.ts')).start(process.env)),
  api: async () => processCommand('api', 'answer ERPs and people'),
  worker: async () => processCommand('worker', 'do what has to happen'),
  signer: async () => processCommand('signer', 'verify everything again, and release'),
  sandbox: async () =>
    processCommand('sandbox', 'play the automatic people of organisation.yaml; in PROFILE=sandbox alone'),
  migrate: async () =>
    new Command('migrate')
      .description('bring the database to this version, as its owner')
      .action(async () => (await import('./migrate.ts')).migrateAll(process.env)),
  init: async () => (await import('./init-command.ts')).initCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  genesis: async () => (await import('./genesis.ts')).genesisCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  policy: async () => (await import('./policy.ts')).policyCommand(),
  rates: async () => (await import('./rates.ts')).ratesCommand(),
  submit: async () => (await import('./submit.ts')).submitCommand(),
  show: async () => (await import('./show.ts')).showCommand(),
  demo: async () => (await import('./demo/command.ts')).demoCommand(),
  config: async () => (await import('./config.ts')).configCommand(),
}

function processCommand(name: ProcessName, description: string): Command {
  return new Command(name)
    .description(description)
    .action(async () => (await import('./run-process.ts')).runProcess(name))
}

/** The one that is named; all of them for help, and for what is none of them. */
async function commandsFor(named = 'start'): Promise<Command[]> {
  const own = Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined
  const wanted = own === undefined ? Object.values(COMMANDS) : [own]
  return Promise.all(wanted.map((load) => load()))
}

try {
  const program = new Command('countersign')
    .description('Payment approval that a deepfake cannot talk its way through')
    .showHelpAfterError()
  for (const command of await commandsFor(process.argv[2]))
    program.addCommand(command.copyInheritedSettings(program), { isDefault: command.name() === 'start' })
  await program.parseAsync()
  // What is still open by now (a pool, a socket) must not keep a stopped service alive.
  process.exit()
} catch (error) {
  console.error(
    error instanceof CountersignError
      ? [error.detail, ...error.errors.map((one) => `  ${one.path}: ${one.detail}`)].join('\n')
      : error,
  )
  process.exit(1)
}
