import { watchAlerts, type AlertWatch, type Target } from './alert-watch.ts'
import { readAlerts } from './metrics.ts'
import { quicken } from './promql/quicken.ts'
import { until } from './until.ts'

/** The longest wait of the rule; its other waits keep their proportion. */
const LONGEST_SECONDS = 10
const EVERY_SECONDS = 1

export interface OneAlert {
  /** Waits until it fires. */
  fires(): Promise<void>
  close(): Promise<void>
}

/** One of the shipped alerts, on processes to which it happens anyway. */
export async function watchAlert(alert: string, targets: () => readonly Target[]): Promise<OneAlert> {
  const rules = (await readAlerts()).filter((rule) => rule.alert === alert)
  if (rules.length === 0) throw new TypeError(`Unexpected alert ${alert}, which is not shipped`)
  const watch: AlertWatch = watchAlerts({
    rules: rules.map((rule) => quicken(rule, LONGEST_SECONDS)),
    ...{ targets, everySeconds: EVERY_SECONDS },
  })
  return {
    async fires() {
      await until(`the alert ${alert} firing`, async () => ((await watch.firing()).includes(alert) ? true : undefined))
    },
    close: () => watch.close(),
  }
}

/** A process that answers `/metrics` below this address. */
export function targetAt(job: string, url: string): Target {
  return { job, instance: new URL(url).host }
}
