import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from './compose.ts'

const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.string() }),
          annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
        }),
      ),
    }),
  ),
})
const Dashboard = z.looseObject({
  title: z.string(),
  panels: z.array(z.looseObject({ title: z.string(), targets: z.array(z.looseObject({ expr: z.string() })) })),
})

export async function readAlerts(): Promise<z.infer<typeof Rules>['groups'][number]['rules']> {
  const text = await readFile(join(ROOT, 'deploy/prometheus/alerts.yml'), 'utf8')
  return Rules.parse(parse(text)).groups.flatMap(({ rules }) => rules)
}

export async function readPanels(): Promise<z.infer<typeof Dashboard>['panels']> {
  const folder = join(ROOT, 'deploy/grafana/dashboards')
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((text) => Dashboard.parse(JSON.parse(text)).panels)
}

/** The time series that the shipped alerts and dashboards read; `up` is Prometheus's own. */
export async function namesAskedFor(): Promise<ReadonlySet<string>> {
  const alerts = (await readAlerts()).map(({ expr }) => expr)
  const panels = (await readPanels()).flatMap(({ targets }) => targets.map(({ expr }) => expr))
  return new Set([...alerts, ...panels].flatMap(seriesOf))
}

/** Identifiers of a PromQL expression that are neither functions, labels nor words of the language. */
export function seriesOf(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
  const words = bare.matchAll(/\b([a-z_:][a-z0-9_:]*)\b(?!\s*\()/gi)
  return [...words].map(([, word = '']) => word).filter((word) => !LANGUAGE.has(word) && !/^\d/.test(word))
}

const LANGUAGE: ReadonlySet<string> = new Set([
  ...['and', 'or', 'unless', 'bool', 'offset', 'up'],
  ...['sum', 'min', 'max', 'count', 'avg', 'topk', 'by', 'without', 'e9'],
])

/** The series of a scrape in Prometheus's text format. */
export function metricNames(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return [...new Set(lines.map((line) => /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? ''))]
}
