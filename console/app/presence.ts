/** When somebody last did something here. Polling must not keep a session alive at a desk that nobody sits at. */
let actedAt = Date.now()

for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  addEventListener(event, () => (actedAt = Date.now()), { passive: true, capture: true })
}

export const lastActedAt = (): number => actedAt

/** Nothing is fetched on its own account later than this after the last sign of somebody. */
const PRESENT_MS = 5 * 60_000

export function isSomebodyThere(): boolean {
  return document.visibilityState === 'visible' && Date.now() - actedAt < PRESENT_MS
}
