/**
 * What this process has enqueued in the newest window. The queue would take none of it for a second mail; this spares
 * asking it once for every approver and every payment.
 */
export interface ToldInWindow {
  has(window: number, mail: string): boolean
  /** Whether anything was enqueued in it. */
  knows(window: number): boolean
  add(window: number, mail: string): void
}

export function createToldInWindow(): ToldInWindow {
  let newest = -1
  let mails = new Set<string>()
  return {
    knows: (window) => window === newest && mails.size > 0,
    has: (window, mail) => window === newest && mails.has(mail),
    add(window, mail) {
      if (window < newest) return
      if (window > newest) mails = new Set()
      newest = window
      mails.add(mail)
    },
  }
}
