import { Command } from 'commander'
import { createNarrator } from './narrate.ts'
import { runDemo, type DemoOptions } from './run-demo.ts'

/** `countersign demo`; `npm run demo` builds first. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('a deepfake fraud that is stopped and its honest twin that is paid, on a fresh installation')
    .option(
      '--screenshots <folder>',
      'where what people see at the console is kept; by default a fresh temporary folder',
    )
    .option('--keep', 'leave the console open afterwards, with seats for you, until Ctrl-C', false)
    .option('--no-browser', 'play the people over REST with software keys instead of at the console')
    .action(async (options: DemoOptions) => {
      const interruption = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort())
      const narrator = createNarrator(process.stdout, process.env)
      const isGood = await runDemo(narrator, process.env, options, interruption.signal)
      if (!isGood) process.exitCode = 1
    })
}
