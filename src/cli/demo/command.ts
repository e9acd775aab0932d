import { Command } from 'commander'
import { createNarrator } from './narrate.ts'
import { runDemo } from './run-demo.ts'

/** `countersign demo`; `npm run demo` builds first. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('a deepfake fraud that is stopped and its honest twin that is paid, on a fresh installation')
    .action(async () => {
      const interruption = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort())
      const isGood = await runDemo(createNarrator(process.stdout, process.env), process.env, interruption.signal)
      if (!isGood) process.exitCode = 1
    })
}
