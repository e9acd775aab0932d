import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import type { Album } from './screenshots.ts'

/** 320 px is 400 % zoom on an ordinary screen (WCAG 2.2, 1.4.10), 375 a phone, 1440 a desk. */
const WIDTHS = [320, 375, 1440] as const
const SCHEMES = ['light', 'dark'] as const
const HEIGHT = 900

const Violations = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
)

/** Repainted in what was just chosen, and nothing fading between the two: half-way colours are nobody's. */
const SETTLED = `(async () => {
  const frame = () => new Promise((painted) => requestAnimationFrame(painted))
  await frame()
  await frame()
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
  await Promise.allSettled(ending.map(({ finished }) => finished))
})()`

const RUN = `axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  // Its tag alone does not switch this one on.
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
}).then(({ violations }) => violations)`

/**
 * What is wrong with a page for people who see, hear or move differently (WCAG 2.2 AA), in light and dark and at three
 * widths; nothing, when all is well. Leaves the page at the last of them, with a picture of each in the album.
 */
export async function findBarriers(page: Page, name: string, album: Album): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: HEIGHT })
      await page.evaluate(SETTLED)
      const at = `${name}, ${colorScheme}, ${width} px`
      found.push(...(await runAxe(page)).map((barrier) => `${at}: ${barrier}`))
      const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
      if (overflow > 0) found.push(`${at}: scrolls sideways by ${overflow} px (1.4.10)`)
      await album.take(page, `${name} ${colorScheme} ${width}`)
    }
  }
  return found
}

async function runAxe(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no policy of the page forbids.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe.source)
  const violations = Violations.parse(await page.evaluate(RUN))
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ html, failureSummary = '' }) => `${html}\n  ${failureSummary}`)
    return `${id}, ${help}, ${nodes.length} times:\n  ${places.join('\n  ')}`
  })
}
