/** What scrapes found, as Prometheus keeps it: series of points, and what is stale. Times are seconds. */
export type Labels = Readonly<Record<string, string>>

/** Null: from here on there is no value, because its target went or no longer has it. */
export type Point = readonly [at: number, value: number | null]

export interface Series {
  readonly labels: Labels
  readonly points: Point[]
}

/** How long a value counts that nothing has replaced (Prometheus, `--query.lookback-delta`). */
const LOOKBACK = 300

export interface SeriesStore {
  /** A scrape of one target: its samples, and `up`; null where it did not answer. */
  scraped(at: number, target: Labels, text: string | null): void
  /** A target that is no longer known: nothing of it counts any more, not even that it is down. */
  forgotten(at: number, target: Labels): void
  select(matches: (labels: Labels) => boolean): readonly Series[]
}

export function createSeriesStore(): SeriesStore {
  const all = new Map<string, Series>()
  const present = new Map<string, Set<string>>()

  function add(at: number, labels: Labels, value: number | null): string {
    const key = JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    const series = all.get(key) ?? { labels, points: [] }
    series.points.push([at, value])
    all.set(key, series)
    return key
  }

  /** What a target had and no longer has is stale from now on. */
  function replace(at: number, target: Labels, seen: Set<string>): void {
    const from = JSON.stringify(target)
    for (const key of present.get(from) ?? []) if (!seen.has(key)) all.get(key)?.points.push([at, null])
    present.set(from, seen)
  }
  return {
    scraped(at, target, text) {
      const samples = text === null ? [] : parseScrape(text)
      const seen = new Set(samples.map(({ labels, value }) => add(at, { ...labels, ...target }, value)))
      seen.add(add(at, { __name__: 'up', ...target }, text === null ? 0 : 1))
      replace(at, target, seen)
    },
    forgotten: (at, target) => replace(at, target, new Set()),
    select: (matches) => [...all.values()].filter(({ labels }) => matches(labels)),
  }
}

/** The value at a time; undefined where there is none, or it is stale. */
export function valueAt({ points }: Series, at: number): number | undefined {
  const newest = points.findLast(([time]) => time <= at)
  if (newest === undefined || newest[0] <= at - LOOKBACK) return undefined
  return newest[1] ?? undefined
}

/** The values after `at - seconds`, up to `at`. */
export function valuesWithin({ points }: Series, at: number, seconds: number): [at: number, value: number][] {
  return points.flatMap(([time, value]) => {
    return time > at - seconds && time <= at && value !== null ? [[time, value] as [number, number]] : []
  })
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

/** Prometheus's text format, as prom-client writes it: no timestamps, no exemplars. */
function parseScrape(text: string): { labels: Labels; value: number }[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', inside = '', value = ''] = LINE.exec(line) ?? []
      if (name === '') throw new TypeError(`Unexpected line in a scrape: ${line}`)
      const labels = [...inside.matchAll(LABEL)].map(([, label = '', quoted = '']) => [label, unquote(quoted)] as const)
      return { labels: { ...Object.fromEntries(labels), __name__: name }, value: numberOf(value) }
    })
}

function unquote(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity
  if (text === '-Inf') return -Infinity
  // prom-client writes `Nan`, and Prometheus reads it (Go, `strconv.ParseFloat`).
  if (text.toLowerCase() !== 'nan' && Number.isNaN(Number(text)))
    throw new TypeError(`Unexpected value in a scrape: ${text}`)
  return Number(text)
}
