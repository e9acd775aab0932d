import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { z } from 'zod'
import { freePort } from '../../src/embedded/free-port.ts'
import type { AlertWatch, Target, WatchOptions } from './alert-watch.ts'
import { until } from './until.ts'

const Alerts = z.object({
  data: z.object({
    alerts: z.array(z.object({ state: z.string(), labels: z.looseObject({ alertname: z.string() }) })),
  }),
})

/** Whether there is a Prometheus on PATH. A test run needs none; where there is one, it has to agree. */
export function hasPrometheus(): boolean {
  return spawnSync('prometheus', ['--version']).status === 0
}

/** Prometheus itself, with these rules, on those targets. */
export async function startPrometheus({ rules, targets, everySeconds }: WatchOptions): Promise<AlertWatch> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-prometheus-'))
  const port = await freePort()
  const every = `${everySeconds * 1_000}ms`
  // What is away keeps a scrape waiting for up to three seconds, and a scrape may take no longer than its interval.
  const scrape = '4s'
  const found = join(folder, 'targets.json')
  await writeFile(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'shipped', rules: rules.map(asRule) }] }))
  await writeFile(
    join(folder, 'prometheus.yml'),
    stringify({
      global: { scrape_interval: scrape, scrape_timeout: scrape, evaluation_interval: every },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'countersign', file_sd_configs: [{ files: [found], refresh_interval: '1s' }] }],
    }),
  )
  let written = ''
  async function writeTargets(): Promise<void> {
    const text = JSON.stringify(targets().map(asGroup))
    if (text === written) return
    written = text
    // In one step: it must never read half of it.
    await writeFile(`${found}.new`, text)
    await rename(`${found}.new`, found)
  }
  await writeTargets()
  const stopping = new AbortController()
  const following = (async () => {
    while (!stopping.signal.aborted) {
      await pause(200)
      await writeTargets()
    }
  })()

  const args = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`]
  const child = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  await until('Prometheus being ready', async () => {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    return answer?.ok === true ? true : undefined
  })
  return {
    name: 'Prometheus',
    async firing() {
      const { data } = Alerts.parse(await (await fetch(`${url}/api/v1/alerts`)).json())
      return [...new Set(data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname))]
    },
    async close() {
      stopping.abort()
      await following
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Without annotations: their templates are Prometheus's business, and `promtool check rules` is the operator's. */
function asRule({ alert, expr, for: hold }: WatchOptions['rules'][number]): object {
  return { alert, expr, ...(hold === undefined ? {} : { for: hold }) }
}

function asGroup({ job, instance }: Target): object {
  return { targets: [instance], labels: { job } }
}
