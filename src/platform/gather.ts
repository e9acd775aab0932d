export interface Gathering<Item, Result> {
  /** Settles as the work on it did. */
  add(item: Item): Promise<Result>
  /** What has come so far is worked on now. */
  flush(): void
}

/**
 * Works on what comes within `ms` together, `most` at a time: one statement for many. Where that fails, each is tried
 * by itself, so that none fails for another's sake. `work` answers one result for each item, in their order.
 */
export function gather<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { ms, most }: { readonly ms: number; readonly most: number },
): Gathering<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    if (batch.length > 0) void workOn(batch)
  }

  async function workOn(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item))
      for (const [index, { resolve }] of batch.entries()) resolve(resultAt(results, index))
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else await Promise.all(batch.map((one) => workOn([one])))
    }
  }

  return {
    add(item) {
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        if (waiting.length >= most) flush()
        else timer ??= setTimeout(flush, ms)
      })
    },
    flush,
  }
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

function resultAt<Result>(results: readonly Result[], index: number): Result {
  if (index >= results.length) throw new TypeError(`Unexpected ${results.length} results, expected one for each item`)
  // Within bounds, whatever the type of a result: it may be undefined itself.
  return results[index] as Result
}
