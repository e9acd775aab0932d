import { styleText } from 'node:util'
import { textTable } from '../text-table.ts'
import type { Step } from './step.ts'

type Style = Parameters<typeof styleText>[0]

/** Tells the story on standard output: short lines, plain text, colour for a terminal alone. */
export interface Narrator {
  chapter(title: string): void
  say(line: string): void
  /** What the service itself prints. */
  aside(line: string): void
  step(step: Step): void
  /** Every step again, in one table. */
  table(steps: readonly Step[]): void
  verdict(line: string, good: boolean): void
}

export function createNarrator(out: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Narrator {
  // https://no-color.org
  const isColoured = out.isTTY && (env['NO_COLOR'] ?? '') === ''
  const paint = (style: Style, text: string): string => (isColoured ? styleText(style, text) : text)
  const print = (line = ''): void => void out.write(`${line}\n`)
  return {
    chapter(title) {
      print()
      print(paint('bold', title))
    },
    say: (line) => print(`  ${line}`),
    aside: (line) => print(paint('dim', `  | ${line}`)),
    step({ title, expected, got, asExpected }) {
      if (asExpected) print(`  ${paint('green', 'ok')}  ${got.padEnd(26)}  ${title}`)
      else print(`  ${paint('red', 'NO')}  ${got.padEnd(26)}  ${title}: expected ${expected}`)
    },
    table(steps) {
      const rows = steps.map(({ chapter, title, expected, got, asExpected }) => {
        return [asExpected ? 'ok' : 'NO', chapter, title, expected, got]
      })
      print()
      textTable(['', 'story', 'step', 'expected', 'got'], rows).forEach((line, index) => {
        print(paint(line.startsWith('NO') ? 'red' : index < 2 ? 'dim' : 'reset', line))
      })
    },
    verdict(line, good) {
      print()
      print(paint(good ? ['bold', 'green'] : ['bold', 'red'], line))
    },
  }
}
