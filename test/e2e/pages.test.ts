import { freePort } from '../../src/embedded/free-port.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { pressControl, tabTo } from '../support/browser/keyboard.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { gradePage } from '../support/observatory/grade.ts'
import { observe } from '../support/observatory/observe.ts'
import { describeWithService, startService, type Service } from '../support/service.ts'

describeWithBrowser('Pages for everybody', {}, (stage) => {
  it('the calls can be read by everybody, in light and dark, on a phone and a desk', async () => {
    const { page } = await stage().visitor()
    await page.goto('/docs')
    expect(await findBarriers(page, 'docs', stage().album)).toEqual([])
  })

  it('the calls can be walked through by keyboard', async () => {
    const { page } = await stage().visitor()
    await page.goto('/docs')
    await pressControl(page, 'link', 'POST /v1/evidence')
    await page.waitForURL((url) => url.hash === '#post-v1-evidence')
    await expect(tabTo(page, 'link', 'no such link')).rejects.toThrow('does not get to')
  })

  it('what a page must not do is found: third parties, inline scripts, errors, barriers', async () => {
    const { page, faults } = await stage().visitor()
    faults.allow(/./)
    const seen: string[] = []
    faults.observe((fault) => seen.push(fault))
    await page.goto('/docs')
    await page.evaluate(`
      document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/pixel.png' }))
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))
      const nameless = document.body.appendChild(document.createElement('input'))
      nameless.style.width = '600px'
      setTimeout(() => { throw new Error('nobody caught this') })
    `)
    const { page: other, faults: others } = await stage().visitor({ bypassCSP: true })
    others.allow(/./)
    others.observe((fault) => seen.push(fault))
    await other.goto('/docs')
    await other.evaluate(`fetch('https://elsewhere.example/beacon').catch(() => 'blocked')`)
    await page.waitForTimeout(500)
    expect(seen.join('\n')).toMatch(/violated: img-src https:\/\/elsewhere/)
    expect(seen.join('\n')).toMatch(/violated: script-src/)
    expect(seen.join('\n')).toMatch(/uncaught: nobody caught this/)
    expect(seen.join('\n')).toMatch(/request to a third party: https:\/\/elsewhere.example\/beacon/)
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect((await findBarriers(page, 'barred', stage().album)).join('\n')).toMatch(/label.*sideways/s)
  })
})

describeWithService("MDN's HTTP Observatory", () => {
  const published = 'https://pay.example.com'
  let service: Service
  let origin: string
  beforeAll(async () => {
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    service = await startService({ env: { PUBLIC_ORIGIN: published, PORT: String(port) } })
  }, 180_000)
  afterAll(() => service.stop(), 60_000)

  it.each(['/docs', '/healthz', '/openapi.json', '/docs/style.css', '/no-such-page'])(
    'gives %s at least 100 points and finds no test failed',
    async (path) => {
      const { score, grades } = gradePage(await observe(origin, path, published))
      expect(Object.entries(grades).filter(([, grade]) => grade.score < 0)).toEqual([])
      expect(score).toBeGreaterThanOrEqual(100)
    },
  )
})
