/** When somebody last did something here. Polling must not keep a session alive at a desk that nobody sits at. */
let actedAt = Date.now()
const waiting = new Set<() => void>()

for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  addEventListener(event, () => act(Date.now()), { passive: true, capture: true })
}
document.addEventListener('visibilitychange', () => act(actedAt))

function act(at: number): void {
  actedAt = at
  if (isSomebodyThere()) for (const tell of waiting) tell()
}

export const lastActedAt = (): number => actedAt

/** Nothing is fetched on its own account later than this after the last sign of somebody. */
const PRESENT_MS = 5 * 60_000

export function isSomebodyThere(): boolean {
  return document.visibilityState === 'visible' && Date.now() - actedAt < PRESENT_MS
}

/** Told of whatever somebody does here, and when they come back to this tab. Answers with how to stop that. */
export function onPresence(tell: () => void): () => void {
  waiting.add(tell)
  return () => waiting.delete(tell)
}
