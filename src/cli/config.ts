import { Command } from 'commander'
import { describeSettings } from '../platform/config/describe-settings.ts'
import { refusalsForProfile } from '../platform/config/refuse-for-profile.ts'
import { parseSettings, type Settings } from '../platform/config/settings.ts'
import { givenPort, portBefore } from './choose-port.ts'
import { readRuntime } from './runtime-file.ts'

export function configCommand(): Command {
  return new Command('config').description('list the settings in force, secrets masked').action(async () => {
    for (const line of await configLines(process.env)) console.log(line)
  })
}

export async function configLines(env: NodeJS.ProcessEnv): Promise<string[]> {
  const settings = parseSettings(env)
  const notes = givenPort(settings) === null ? await notesOnPort(settings) : {}
  return [
    ...describeSettings(settings).map(({ name, value, source }) => {
      const note = name in notes ? `; ${notes[name]}` : ''
      return `${name}=${value}  (${source}${note})`
    }),
    '# Each can be given as a file instead, as secrets are mounted: NAME_FILE=/path holds the value of NAME.',
    ...refusalsForProfile(settings).map(({ processes, error }) => `# ${processes}: ${error.detail}`),
  ]
}

/** The value beside it is what `countersign api` listens on: `start` picks its own, and what follows from it. */
async function notesOnPort({ dataDir, lines }: Settings): Promise<Readonly<Record<string, string>>> {
  const [running, before] = await Promise.all([readRuntime(dataDir).catch(() => null), portBefore(dataDir)])
  const isDerived = lines.some(({ name, source }) => name === 'PUBLIC_ORIGIN' && source === 'default')
  const origin = running === null ? 'follows the port that start picks' : `start runs at ${running.origin} now`
  return { PORT: notePort(running !== null, before), ...(isDerived && { PUBLIC_ORIGIN: origin }) }
}

function notePort(isRunning: boolean, before: number | null): string {
  if (before === null) return 'start picks a free one instead'
  return isRunning
    ? `picked by start instead, which runs on ${before} now`
    : `start picks one instead, ${before} as before if that is free`
}
