import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { continueTrace, currentTraceparent, inSpan, traceHeaders } from './spans.ts'
import { startTracing } from './tracing.ts'

const dist = (path: string): string => pathToFileURL(join(import.meta.dirname, '../../../dist/src', path)).href

/** What is loaded by then of OpenTelemetry beyond its API, in a process of its own. */
function loadedBy(script: string): string[] {
  const end = `
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    console.log(JSON.stringify(loaded.filter((path) => /@opentelemetry.(?!api)|interceptors-opentelemetry/.test(path))))
    process.exit()`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script + end], {
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as string[]
}

const start = (settings: string): string => `
  await import('${dist('main.js')}')
  const { startTracing } = await import('${dist('platform/telemetry/tracing.js')}')
  await startTracing({ settings: ${settings}, process: 'api', version: '0', onError: () => undefined })`

describe('tracing that nobody asked for', () => {
  it('does nothing, and leaves no mark on what is sent or kept', async () => {
    const tracing = await startTracing({ settings: null, process: 'api', version: '0', onError: () => undefined })
    expect(tracing).toMatchObject({ isOn: false, temporal: null })
    const inside = await inSpan('transaction', {}, async (span) => [span, currentTraceparent(), traceHeaders()])
    expect(inside).toEqual([undefined, null, {}])
    // From when it was on.
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
    expect(await continueTrace(traceparent, 'webhook', {}, async () => traceHeaders())).toEqual({})
    await tracing.stop()
  })

  it('is not even loaded', () => {
    expect(loadedBy(start('null'))).toEqual([])
    const settings = `{ endpoint: 'http://127.0.0.1:9', headers: {}, ratio: 1 }`
    expect(loadedBy(start(settings)).join()).toContain('interceptors-opentelemetry')
  }, 60_000)
})
