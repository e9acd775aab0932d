import { mkdir, writeFile } from 'node:fs/promises'
import type { Request } from 'playwright-core'
import { freePort } from '../../src/embedded/free-port.ts'
import { consoleRoutes } from '../support/browser/console-routes.ts'
import { albumFolder } from '../support/browser/screenshots.ts'
import { seeLoaded } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { gradePage } from '../support/observatory/grade.ts'
import { observe } from '../support/observatory/observe.ts'
import { describeWithService, startService, type Service } from '../support/service.ts'

/** What may be loaded before the first screen stands, gzipped. */
const BUDGET_BYTES = 300_000

describeWithService("MDN's HTTP Observatory on the console", () => {
  const published = 'https://pay.example.com'
  let service: Service
  let origin: string
  beforeAll(async () => {
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    service = await startService({ env: { PUBLIC_ORIGIN: published, PORT: String(port) } })
  }, 180_000)
  afterAll(() => service.stop(), 60_000)

  it.each([...consoleRoutes(), '/no/such/page'])(
    'gives %s at least 100 points and finds no test failed',
    async (path) => {
      const answer = await observe(origin, path, published)
      expect(answer.body).toContain('<div id="root">')
      const { score, grades } = gradePage(answer)
      expect(Object.keys(grades)).toHaveLength(10)
      expect(Object.entries(grades).filter(([, grade]) => grade.score < 0)).toEqual([])
      expect(score).toBeGreaterThanOrEqual(100)
    },
  )

  it('gives its scripts and styles no worse, and lets them be kept for a year', async () => {
    const { body } = await observe(origin, '/', published)
    const assets = [...body.matchAll(/(?:src|href)="(?<path>\/assets\/[^"]+)"/g)].map(({ groups }) => groups?.['path'])
    expect(assets.length).toBeGreaterThan(1)
    for (const path of assets) {
      const answer = await observe(origin, path ?? '', published)
      expect(answer.headers.get('cache-control')).toMatch(/max-age=31536000.*immutable/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })
})

describeWithBrowser('A page of the console', {}, (stage) => {
  it('runs nothing inline, evaluates nothing and makes no markup of a string', async () => {
    const { page, faults } = await stage().signedIn('ben')
    await page.goto('/')
    await page.getByRole('heading', { name: 'Inbox' }).waitFor()
    expect(await page.locator('script:not([src])').count()).toBe(0)
    expect(await page.locator('[onclick], [onload], [onerror], [style*="url("]').count()).toBe(0)
    faults.allow(/violated|violates|Trusted(?:HTML|ScriptURL|Script|Type)/)
    const tries = (await page.evaluate(`[
      () => { document.body.innerHTML += '<img src=x>' },
      () => { new DOMParser().parseFromString('<b>x</b>', 'text/html') },
      () => { document.body.append(Object.assign(document.createElement('script'), { src: '/assets/x.js' })) },
      () => trustedTypes.createPolicy('other', {}),
    ].map((attempt) => { try { attempt(); return 'went through' } catch (error) { return error.name } })`)) as string[]
    expect(tries).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
    await page
      .evaluate(`(() => {
      const script = document.createElement('script')
      script.append('window.ran = true')
      document.body.append(script)
    })()`)
      .catch(() => undefined)
    expect(await page.evaluate('window.ran')).toBeUndefined()
  })

  it('is framed by nobody and may use no camera, microphone or place', async () => {
    const { page, faults } = await stage().signedIn('ben')
    faults.allow(/frame|violated|Permissions policy/i)
    await page.goto('/')
    await page.getByRole('heading', { name: 'Inbox' }).waitFor()
    const features = (await page.evaluate(
      `['camera', 'microphone', 'geolocation', 'payment', 'usb'].filter((name) => document.featurePolicy.allowsFeature(name))`,
    )) as string[]
    expect(features).toEqual([])
    expect(await page.evaluate('crossOriginIsolated')).toBe(true)
  })

  it(`loads less than ${BUDGET_BYTES / 1000} kB of scripts before the first screen, as the browser counts`, async () => {
    const { page } = await stage().signedIn('ben')
    const scripts: Request[] = []
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(request)
    })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Inbox' }).waitFor()
    const interactive = Number(await page.evaluate(`performance.getEntriesByType('navigation')[0].domInteractive`))
    const standing = Number(await page.evaluate('performance.now()'))
    await seeLoaded(page)
    const loaded = await Promise.all(
      scripts.map(async (request) => {
        const { responseBodySize } = await request.sizes()
        return { path: new URL(request.url()).pathname, bytes: responseBodySize }
      }),
    )
    const bytes = loaded.reduce((total, script) => total + script.bytes, 0)
    expect(loaded.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(BUDGET_BYTES)
    // Compressed on the way: as many bytes as the file has would be a server that forgot to.
    const { length } = await (await page.request.get(loaded[0]?.path ?? '')).body()
    expect(loaded[0]?.bytes).toBeLessThan(length)
    // For reading, not for judging: machines differ.
    const folder = albumFolder()
    await mkdir(folder, { recursive: true })
    await writeFile(
      `${folder}/first-load.json`,
      JSON.stringify({ scripts: loaded, bytes, domInteractiveMs: interactive, inboxStandsMs: standing }, null, 2),
    )
  })
})
