#!/usr/bin/env node
/** `countersign <command>`: every way to run or ask the service. */
import { Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import { createOnboarding } from '../directory/propose-onboarding.ts'
import { createKinds } from '../kinds.ts'
import { profileRules } from '../platform/config/profile.ts'
import { readSettings } from '../platform/config/settings.ts'
import { migrate } from '../platform/postgres/migrate.ts'
import { migrateJobQueue } from '../platform/queue/migrate-job-queue.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { parsePolicy } from '../risk/policy-document.ts'
import { configCommand } from './config.ts'
import { demoCommand } from './demo/command.ts'
import { genesisCommand } from './genesis.ts'
import { initCommand } from './init.ts'
import { keysCommand } from './keys.ts'
import { policyCommand } from './policy.ts'
import { runProcess } from './run-process.ts'
import { ratesCommand } from './rates.ts'
import { showCommand } from './show.ts'
import { start } from './start.ts'
import { submitCommand } from './submit.ts'
import { verifyCommand } from './verify.ts'

const program = new Command('countersign')
  .description('Payment approval that a deepfake cannot talk its way through')
  .showHelpAfterError()

program
  .command('start', { isDefault: true })
  .description('run everything on this machine; what is not configured is started as a child process')
  .action(() => start(process.env))
program
  .command('api')
  .description('answer ERPs and people')
  .action(() => runProcess('api'))
program
  .command('worker')
  .description('do what has to happen')
  .action(() => runProcess('worker'))
program
  .command('signer')
  .description('verify everything again, and release')
  .action(() => runProcess('signer'))
program
  .command('sandbox')
  .description('play the automatic people of organisation.yaml; in PROFILE=sandbox alone')
  .action(() => runProcess('sandbox'))
program
  .command('migrate')
  .description('bring the database to this version, as its owner')
  .action(async () => {
    const url = databaseUrlOf(readSettings(process.env, 'migrate'))
    await migrate(url)
    await migrateJobQueue(url)
    console.log('the database is up to date')
  })
program.addCommand(
  initCommand({
    parsePolicy,
    proposeOnboarding: (profile) => createOnboarding(createKinds(profile), profileRules(profile).timeScale),
  }),
)
program.addCommand(keysCommand())
program.addCommand(genesisCommand())
program.addCommand(verifyCommand())
program.addCommand(policyCommand())
program.addCommand(ratesCommand())
program.addCommand(submitCommand())
program.addCommand(showCommand())
program.addCommand(demoCommand())
program.addCommand(configCommand())

try {
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
