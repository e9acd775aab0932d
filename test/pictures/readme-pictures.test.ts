/**
 * `npm run pictures`: runs the demo and makes the README's pictures of what its people saw. No part of `npm test`: the
 * pictures are committed, and differ by the hour of the day alone.
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from '../../src/embedded/chromium/launch-chromium.ts'
import { movePictures, type Shot } from '../support/browser/moving-picture.ts'
import { passedOn, runToEnd } from '../support/command.ts'

const TARGET = join(import.meta.dirname, '../../docs/pictures')
const RUN_LIMIT_MS = 420_000

/** Of the demo's screenshots, by the end of their names, as the README calls them. */
const STILLS = {
  'cleo-is-asked.png': 'cfo-reads-what-is-asked-for-in-her-name',
  'cleo-on-a-phone.png': 'cfo-reads-it-on-a-phone',
  'blind-entry.png': 'ben-is-told-it-does-not-match',
  'call-desk.png': 'dan-writes-down-what-was-stated',
} as const

/** The fraud, then its twin. */
const SCENES = [
  ['cfo-opens-the-inbox', 2200],
  ['cfo-reads-what-is-asked-for-in-her-name', 3200],
  ['cfo-denies', 3000],
  ['cfo-has-denied', 2600],
  ['ben-types-from-the-invoice', 2400],
  ['ben-sees-the-payment', 2200],
  ['ben-signs', 2400],
  ['cfo-signs', 2400],
  ['dan-writes-down-what-was-stated', 3000],
  ['eve-signs', 2600],
  ['cfo-looks-how-it-ended', 3600],
] as const

describe('pictures for the README', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-pictures-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it(
    'are what people saw in a run of the demo, and small',
    async () => {
      const demo = await runToEnd(['demo', '--screenshots', folder], { env: passedOn(), cwd: folder })
      // With all that it printed, where it went otherwise.
      expect(demo).toMatchObject({ code: 0 })
      const files = (await readdir(folder)).sort()
      // Of two alike the later one: the twin's.
      const pathOf = (name: string): string =>
        join(folder, files.findLast((file) => file.endsWith(`-${name}.png`)) ?? name)

      await mkdir(TARGET, { recursive: true })
      for (const [target, name] of Object.entries(STILLS)) await copyFile(pathOf(name), join(TARGET, target))

      const shots: Shot[] = []
      for (const [name, milliseconds] of SCENES) shots.push({ image: await readFile(pathOf(name)), milliseconds })
      const browser = await launchChromium({ onProgress: () => {}, log: () => {} })
      try {
        await writeFile(join(TARGET, 'demo.webp'), await movePictures(browser, shots, { width: 1080 }))
      } finally {
        await browser.close()
      }
      const sizes = await Promise.all(
        (await readdir(TARGET)).map(async (file) => (await stat(join(TARGET, file))).size),
      )
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000)
    },
    RUN_LIMIT_MS,
  )
})
