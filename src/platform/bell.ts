export interface Bell {
  ring(): void
  /** Takes back what was rung: whoever calls this is about to look anyway. */
  hush(): void
  /** Until rung, `ms` are over or `signal` aborts. A ring since the last wait counts: none is lost in between. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** For one who waits and any number who ring. */
export function createBell(): Bell {
  let rung = false
  let wake = (): void => {}
  return {
    ring() {
      rung = true
      wake()
    },
    hush() {
      rung = false
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(finish, ms)
          signal.addEventListener('abort', finish)
          wake = finish
          function finish(): void {
            clearTimeout(timer)
            signal.removeEventListener('abort', finish)
            resolve()
          }
        })
      }
      rung = false
    },
  }
}
