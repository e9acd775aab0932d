import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { environmentOf, readCompose, ROOT, serviceOf } from '../support/compose.ts'
import { metricNames, readAlerts, readPanels, seriesOf } from '../support/metrics.ts'

const text = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8')

describe('reading PromQL for the series it asks for', () => {
  it.each([
    [
      'max(countersign_open_orders) > 0 and max(countersign_active_holds) == 0',
      ['countersign_open_orders', 'countersign_active_holds'],
    ],
    ['sum by (code) (rate(a_total{code=~"X|y"}[5m]))', ['a_total']],
    ['(count(up{job="api"} == 1) or vector(0)) < 1', []],
    ['histogram_quantile(0.99, sum by (le) (rate(d_bucket{route!="/metrics"}[5m])))', ['d_bucket']],
    ['predict_linear(b_bytes[6h], 7 * 86400) > 80e9', ['b_bytes']],
  ])('%s', (expression, series) => {
    expect(seriesOf(expression)).toEqual(series)
  })

  it('and a scrape for those it has', () => {
    expect(metricNames('# HELP a x\na 1\nb_bucket{le="1"} 2\nb_bucket{le="2"} 2\n')).toEqual(['a', 'b_bucket'])
  })
})

/** As GitHub makes it of a title. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}

describe('the shipped monitoring', () => {
  it('wakes somebody or opens a ticket, and says what and what then', async () => {
    for (const alert of await readAlerts()) {
      expect(alert).toMatchObject({
        labels: { severity: expect.stringMatching(/^(page|ticket)$/) },
        annotations: { summary: expect.any(String), description: expect.any(String) },
      })
    }
  })

  it('is explained, alert by alert, in docs/operations.md, which explains no other', async () => {
    const runbooks = [
      ...(await text('docs/operations.md')).matchAll(/^#### (\w+)\n\*(Page|Ticket)\.\* .+\n- Look at: .+\n- Do: .+$/gm),
    ]
    const explained = runbooks.map(([, name, severity]) => `${name}: ${severity?.toLowerCase()}`)
    const alerts = (await readAlerts()).map(({ alert, labels }) => `${alert}: ${labels.severity}`)
    expect(explained.toSorted()).toEqual(alerts.toSorted())
  })

  it('leads from each alert to its runbook', async () => {
    const anchors = [...(await text('docs/operations.md')).matchAll(/^#{2,4} (.+)$/gm)].map(([, title = '']) =>
      anchorOf(title),
    )
    for (const { alert, annotations } of await readAlerts()) {
      expect(annotations.runbook_url).toBe(`docs/operations.md#${anchorOf(alert)}`)
      expect(anchors.filter((anchor) => anchor === anchorOf(alert))).toHaveLength(1)
    }
  })

  it('names only refusals that the code knows', async () => {
    const files = await readdir(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    const code = await Promise.all(
      files
        .filter((file) => file.isFile() && /(?<!\.test)\.ts$/.test(file.name) && file.name !== 'release-metrics.ts')
        .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    const known = new Set(code.flatMap((source) => [...source.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name]) => name)))
    for (const { expr } of await readAlerts()) {
      for (const [, codes = ''] of expr.matchAll(/code=~?"([^"]+)"/g)) {
        for (const one of codes.split('|')) expect(known).toContain(one)
      }
    }
  })

  it('asks a question on every panel', async () => {
    const panels = await readPanels()
    expect(panels.length).toBeGreaterThan(10)
    for (const panel of panels)
      expect(panel).toMatchObject({ title: expect.any(String), description: expect.stringMatching(/./) })
  })

  it('scrapes the ports that the processes listen on', async () => {
    const compose = readCompose()
    const config: unknown = parse(await text('deploy/prometheus/prometheus.yml'))
    const { PORT } = environmentOf(serviceOf(compose, 'api'))
    const [, workerPort] = environmentOf(serviceOf(compose, 'worker'))['HEALTH_ADDRESS']?.split(':') ?? []
    expect(config).toMatchObject({
      scrape_configs: [
        { job_name: 'api', dns_sd_configs: [{ names: ['api'], port: Number(PORT) }] },
        { job_name: 'worker', dns_sd_configs: [{ names: ['worker'], port: Number(workerPort) }] },
      ],
    })
    for (const name of ['api', 'worker', 'prometheus', 'grafana'])
      expect(serviceOf(compose, name).networks).toContain('watch')
  })
})
