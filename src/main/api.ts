import { join } from 'node:path'
import type { Logger } from 'pino'
import { API_CALLS, DEMO_CALLS } from '../api-calls.ts'
import { readSubject, type PersonViewer } from '../consent/read-subject.ts'
import { SubjectView } from '../consent/schema.ts'
import { consentRoutes } from '../consent/routes.ts'
import type { SubjectHead } from '../consent/subject-kind.ts'
import { streamRoutes } from '../consent/stream-routes.ts'
import { createSubjectFeed } from '../consent/subject-feed.ts'
import { createTemporalProcess } from '../consent/temporal-process.ts'
import { directoryRoutes } from '../directory/routes.ts'
import { raiseAlarm } from '../holds/alarm.ts'
import { holdRoutes } from '../holds/routes.ts'
import { createKinds } from '../kinds.ts'
import { logEntryRoutes, logRoutes } from '../log/routes.ts'
import { createPain001Reader } from '../orders/pain001/create-pain001-reader.ts'
import { orderRoutes } from '../orders/routes.ts'
import { OrderView } from '../orders/schema.ts'
import { viewOrder } from '../orders/view-order.ts'
import { createAuthentication } from '../people/caller.ts'
import { offersDemoCompany } from '../people/demo-routes.ts'
import { createClientLimits } from '../people/client-limits.ts'
import { peopleRoutes } from '../people/routes.ts'
import { createSignInLimits } from '../people/sign-in-limits.ts'
import { createTemporalPeople } from '../people/temporal-process.ts'
import { profileRules } from '../platform/config/profile.ts'
import type { Settings } from '../platform/config/settings.ts'
import { placesIn } from '../platform/http/admission.ts'
import { createHttpApp } from '../platform/http/app.ts'
import { consoleRoutes } from '../platform/http/console-routes.ts'
import { docsRoutes } from '../platform/http/docs-routes.ts'
import { healthRoutes } from '../platform/http/health-routes.ts'
import { openApiDocument } from '../platform/http/openapi.ts'
import { createIntake } from '../platform/http/intake.ts'
import { createRequestLog } from '../platform/http/request-log.ts'
import { serve } from '../platform/http/serve.ts'
import { openKeyring } from '../platform/keyring.ts'
import { packageRoot, packageVersion } from '../platform/package-root.ts'
import { createClockWatch, isTolerable } from '../platform/clock-skew.ts'
import { createMetrics } from '../platform/telemetry/metrics.ts'
import { watchPool, watchReadiness } from '../platform/telemetry/process-metrics.ts'
import { isCall, traceRequests } from '../platform/telemetry/trace-requests.ts'
import { assertWritable } from '../platform/postgres/assert-writable.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { createTemporalClient } from '../platform/temporal/connection.ts'
import {
  apiAddressOf,
  bundleTrustOf,
  databaseUrlOf,
  keyTrustOf,
  originsOf,
  signerUrlOf,
  taskQueueOf,
  temporalTargetOf,
} from '../process-settings.ts'
import { policyRoutes } from '../risk/routes.ts'
import { eventsRoutes } from '../release/events-routes.ts'
import { reportRoutes } from '../release/report-routes.ts'
import { releaseRoutes } from '../release/routes.ts'
import { createSignerClient } from '../release/signer-client.ts'
import { webhookRoutes } from '../release/webhooks/routes.ts'
import type { Running } from './running.ts'
import { traced } from './traced.ts'

/** Answers ERPs and people. Stateless: run as many as you like. */
export async function runApi(
  settings: Settings,
  logger: Logger,
  socket: number | null = null,
): Promise<Running & { readonly origin: string }> {
  const { profile, limits } = settings
  const { timeScale } = profileRules(profile)
  const tracing = await traced('api', settings, logger)
  const kinds = createKinds(profile)
  const trust = await keyTrustOf(settings)
  const keyring = openKeyring(settings)
  const intake = createIntake(limits)
  const paymentFiles = createPain001Reader()
  const db = createDatabase({
    url: databaseUrlOf(settings),
    role: 'api',
    // One for each request in work, and some for streams, metrics and probes.
    max: placesIn(limits.concurrency) + 4,
    patience: { connectMs: 5_000, statementMs: 30_000, lockMs: 10_000 },
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const temporal = createTemporalClient(temporalTargetOf(settings), keyring, tracing.temporal?.client)
  const signer = createSignerClient(signerUrlOf(settings))
  const origins = originsOf(settings)
  const auth = createAuthentication({ db, origins, limits: createClientLimits(limits.clientRequestsPerMinute) })
  const view = (head: SubjectHead, viewer: PersonViewer): Promise<object> => {
    return head.type === 'order' ? viewOrder(db, kinds, head, viewer) : readSubject(db, kinds, head, viewer)
  }

  const calls = [...API_CALLS, ...(offersDemoCompany({ profile, trust }) ? DEMO_CALLS : [])]
  const feed = createSubjectFeed({
    db,
    url: databaseUrlOf(settings),
    onError: (error) => logger.warn(error, 'subject feed'),
  })
  const clocks = createClockWatch(db, temporal)
  const checks = {
    database: () => assertWritable(db),
    temporal: () => temporal.connection.workflowService.getSystemInfo({}),
    signer: () => signer.publicKeys(),
  }
  const metrics = createMetrics(db, { clockSkewMs: () => clocks.skewMs() })
  watchReadiness(metrics.registry, checks)
  watchPool(metrics.registry, db)
  const app = createHttpApp({
    settings,
    intake,
    observers: [metrics.timeRequests, createRequestLog(logger), ...(tracing.isOn ? [traceRequests(isCall)] : [])],
    onRefusal: (code, route) => metrics.refused(code, route),
    onFault: (error) => logger.error(error, 'request failed'),
    routers: [
      orderRoutes({ db, kinds, auth, timeScale, intake, paymentFiles }),
      consentRoutes({
        db,
        kinds,
        auth,
        trust,
        view,
        process: createTemporalProcess(temporal, taskQueueOf(settings)),
        onSuspicion: raiseAlarm,
      }),
      releaseRoutes({ db, auth, signer, trust: bundleTrustOf(profile, trust) }),
      webhookRoutes({ db, auth }),
      reportRoutes({ db, kinds, auth }),
      eventsRoutes({ db, auth }),
      peopleRoutes({
        db,
        authentication: auth,
        profile,
        trust,
        keyring,
        process: createTemporalPeople(temporal, taskQueueOf(settings)),
        limits: createSignInLimits(),
        decoySecret: keyring.keyFor('decoy-credentials', keyring.current) ?? new Uint8Array(32),
      }),
      directoryRoutes({ db, authentication: auth, kinds, timeScale }),
      holdRoutes({ db, authentication: auth, kinds, timeScale }),
      policyRoutes({ db, auth }),
      logRoutes({ db }),
      logEntryRoutes({ db, auth }),
      streamRoutes({ db, auth, feed, most: limits.connections / 2 }),
      docsRoutes(
        calls,
        openApiDocument({
          calls,
          named: { Order: OrderView, Subject: SubjectView },
          version: packageVersion(),
        }),
      ),
      healthRoutes(checks, metrics.registry, {
        clocks: async () => (isTolerable(await clocks.skewMs()) ? 'ok' : 'apart'),
      }),
      consoleRoutes(settings, join(packageRoot(), 'dist/console')),
    ],
  })
  const serving = await serve(app, {
    ...apiAddressOf(settings),
    connections: limits.connections,
    socket,
    setting: 'PORT',
  })
  return {
    origin: settings.publicOrigin,
    async stop() {
      // Streams never end by themselves, and would hold up everything else.
      const listening = feed.stop()
      await serving.stop()
      await paymentFiles.close()
      await listening
      await temporal.connection.close()
      await db.destroy()
      await tracing.stop()
    },
  }
}
