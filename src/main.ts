/**
 * Countersign, wired by hand and read from top to bottom: three processes that share nothing but the record.
 * `api` answers ERPs and people, `worker` does what has to happen, `signer` alone can release.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { API_CALLS, DEMO_CALLS } from './api-calls.ts'
import { createConsentActivities } from './consent/activities.ts'
import { readSubject, type PersonViewer } from './consent/read-subject.ts'
import { SubjectView } from './consent/schema.ts'
import { consentRoutes } from './consent/routes.ts'
import { recordEvidence } from './consent/record-evidence.ts'
import { startProcess } from './consent/start-process.ts'
import type { SubjectHead } from './consent/subject-kind.ts'
import { streamRoutes } from './consent/stream-routes.ts'
import { createSubjectFeed } from './consent/subject-feed.ts'
import { createTemporalProcess } from './consent/temporal-process.ts'
import { directoryRoutes } from './directory/routes.ts'
import { raiseAlarm, raiseSilentAlarm } from './holds/alarm.ts'
import { holdRoutes } from './holds/routes.ts'
import { shippedCompany } from './demo-company.ts'
import { createKinds } from './kinds.ts'
import { logEntryRoutes, logRoutes } from './log/routes.ts'
import { createPain001Reader } from './orders/pain001/create-pain001-reader.ts'
import { orderRoutes } from './orders/routes.ts'
import { OrderView } from './orders/schema.ts'
import { viewOrder } from './orders/view-order.ts'
import { createAuthentication } from './people/caller.ts'
import { offersDemoCompany } from './people/demo-routes.ts'
import { createPeopleActivities } from './people/people-activities.ts'
import { createClientLimits } from './people/client-limits.ts'
import { peopleRoutes } from './people/routes.ts'
import { createSignInLimits } from './people/sign-in-limits.ts'
import { createPeopleWork, createTemporalPeople } from './people/temporal-process.ts'
import { profileRules } from './platform/config/profile.ts'
import type { Settings } from './platform/config/settings.ts'
import { placesIn } from './platform/http/admission.ts'
import { createHttpApp } from './platform/http/app.ts'
import { consoleRoutes } from './platform/http/console-routes.ts'
import { docsRoutes } from './platform/http/docs-routes.ts'
import { healthRoutes } from './platform/http/health-routes.ts'
import { openApiDocument } from './platform/http/openapi.ts'
import { createIntake } from './platform/http/intake.ts'
import { createRequestLog } from './platform/http/request-log.ts'
import { serveHealth } from './platform/http/serve-health.ts'
import { serve, type Serving } from './platform/http/serve.ts'
import { openKeyring } from './platform/keyring.ts'
import { packageRoot, packageVersion } from './platform/package-root.ts'
import { now as readNow } from './platform/clock.ts'
import { createClockWatch, isTolerable } from './platform/clock-skew.ts'
import { createMetrics } from './platform/telemetry/metrics.ts'
import { createRegistry, watchPool, watchReadiness } from './platform/telemetry/process-metrics.ts'
import { isAskedInATrace, isCall, traceRequests } from './platform/telemetry/trace-requests.ts'
import { startTracing, type Tracing } from './platform/telemetry/tracing.ts'
import { createWorkMetrics } from './platform/telemetry/work-metrics.ts'
import { assertWritable } from './platform/postgres/assert-writable.ts'
import { createDatabase } from './platform/postgres/database.ts'
import { createJobQueue } from './platform/queue/create-job-queue.ts'
import { connectTemporalWorker, createClientOfWorker, createTemporalClient } from './platform/temporal/connection.ts'
import { createDataConverter } from './platform/temporal/data-converter.ts'
import { withVerdicts } from './platform/temporal/verdict.ts'
import {
  apiAddressOf,
  bundleTrustOf,
  databaseUrlOf,
  keyTrustOf,
  logOriginOf,
  originsOf,
  signerAddressOf,
  signerFolderOf,
  signerUrlOf,
  taskQueueOf,
  temporalTargetOf,
} from './process-settings.ts'
import { policyRoutes } from './risk/routes.ts'
import { eventsRoutes } from './release/events-routes.ts'
import { reportRoutes } from './release/report-routes.ts'
import { releaseRoutes } from './release/routes.ts'
import { createSignerClient } from './release/signer-client.ts'
import { createLogReader } from './release/signer/log-reader.ts'
import { rememberRegistrations } from './release/signer/remember-registrations.ts'
import { createCheckpointing } from './release/signer/sign-checkpoint.ts'
import { verifyStoredRegistration } from './people/keys/verify-registration.ts'
import { createSignerApp } from './release/signer/signer-app.ts'
import { openSignerKeys } from './release/signer/signer-keys.ts'
import { webhookRoutes } from './release/webhooks/routes.ts'
import { deliverer } from './deliver.ts'
import { readPaper } from './sandbox/read-paper.ts'
import { runAutomaticPeople } from './sandbox/run-automatic-people.ts'
import { workerDuties } from './worker-duties.ts'

export interface Running {
  /** Lets what runs finish, then lets go of everything. */
  stop(): Promise<void>
}

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

/** Runs workflows' activities, the relays, the sequencer and the releaser. Stateless too: any number share the work. */
export async function runWorker(settings: Settings, logger: Logger): Promise<Running> {
  const { profile } = settings
  const { timeScale } = profileRules(profile)
  const tracing = await traced('worker', settings, logger)
  const kinds = createKinds(profile)
  const trust = await keyTrustOf(settings)
  const keyring = openKeyring(settings)
  const url = databaseUrlOf(settings)
  const db = createDatabase({
    url,
    role: 'worker',
    max: 20,
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const signer = createSignerClient(signerUrlOf(settings))
  Runtime.install({ logger: new DefaultLogger('WARN', ({ message, meta }) => logger.warn(meta ?? {}, message)) })
  const target = temporalTargetOf(settings)
  const connection = await connectTemporalWorker(target)
  const temporal = createClientOfWorker(connection, target, keyring, tracing.temporal?.client)
  const consent = createTemporalProcess(temporal, taskQueueOf(settings))
  const registry = createRegistry()
  const work = createWorkMetrics(registry)
  watchPool(registry, db)
  const jobs = createJobQueue({
    databaseUrl: url,
    redisUrl: settings.redisUrl ?? undefined,
    timeScale,
    onError: (error, about) => logger.warn({ err: error, ...about }, 'job queue'),
    onTried: (queue, outcome) => work.job(queue, outcome),
  })
  const peopleWork = createPeopleWork(
    createPeopleActivities(db, { profile, trust, keyring, kinds }, shippedCompany(settings, kinds)),
  )
  const record = (challengeId: string) => recordEvidence(db, kinds, trust, raiseSilentAlarm, challengeId)
  const bundle = tracing.temporal?.bundle ?? 'workflow-bundle.js'
  const worker = await Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue: taskQueueOf(settings),
    workflowBundle: { code: readFileSync(join(packageRoot(), 'dist', bundle), 'utf8') },
    dataConverter: createDataConverter(keyring),
    maxCachedWorkflows: 1000,
    ...tracing.temporal?.worker,
    activities: {
      ...createConsentActivities(db, kinds, record),
      peopleWork: (asked: Parameters<typeof peopleWork>[0]) => withVerdicts(() => peopleWork(asked)),
    },
  })

  const stopping = new AbortController()
  const deliver = deliverer({
    db,
    kinds,
    jobs,
    keyring,
    settings,
    logger,
    startConsent: (subjectId, isNew) => startProcess(db, kinds, consent, subjectId, isNew),
  })
  const loops = [
    worker.run(),
    ...workerDuties({
      db,
      url,
      kinds,
      signer,
      consent,
      temporal,
      registry,
      work,
      deliver,
      record,
      signal: stopping.signal,
      isTraced: tracing.isOn,
      logger,
    }),
  ]
  const health = await serveHealth(
    settings,
    {
      database: () => assertWritable(db),
      temporal: () => connection.workflowService.getSystemInfo({}),
      signer: () => signer.publicKeys(),
      worker: async () => {
        if (worker.getState() !== 'RUNNING') throw new Error(`The worker is ${worker.getState()}`)
      },
    },
    registry,
  )
  // A worker that lost one of its duties for good must not look alive: whoever runs it starts it anew.
  const failed = Promise.race(loops.map((loop) => loop.then(() => undefined)))
  failed.catch((error: unknown) => {
    logger.fatal(error, 'worker failed')
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  })
  return {
    async stop() {
      stopping.abort()
      await health.stop()
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await Promise.allSettled(loops)
      await jobs.close()
      await connection.close()
      await db.destroy()
      await tracing.stop()
    },
  }
}

/** The sandbox's automatic people: clients of the API like any other, who read the record in place of an invoice. */
export async function runSandbox(settings: Settings, logger: Logger): Promise<Running> {
  const kinds = createKinds(settings.profile)
  const stopping = new AbortController()
  const db = createDatabase({
    url: databaseUrlOf(settings),
    role: 'api',
    max: 2,
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const running = runAutomaticPeople({
    profile: settings.profile,
    site: { origin: settings.publicOrigin },
    dataDir: settings.dataDir,
    paperOf: (subject) => readPaper(db, kinds, subject),
    signal: stopping.signal,
    onError: (error, email) => logger.warn({ err: error, email }, 'automatic person'),
  })
  return {
    async stop() {
      stopping.abort()
      await running
      await db.destroy()
    },
  }
}

/** Verifies everything again and alone holds the keys. One of it, in a network of its own. */
export async function runSigner(
  settings: Settings,
  logger: Logger,
  socket: number | null = null,
): Promise<Running & Serving> {
  const { profile } = settings
  const folder = signerFolderOf(settings)
  const tracing = await traced('signer', settings, logger)
  const trust = await keyTrustOf(settings)
  const keys = await openSignerKeys(folder, logOriginOf(settings))
  const db = createDatabase({
    url: databaseUrlOf(settings),
    role: 'signer',
    max: 5,
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const reader = createLogReader()
  const checkpointing = createCheckpointing({ db, key: keys.log, reader, memoryPath: join(folder, 'memory.json') })
  const signing = {
    db,
    keys,
    reader,
    issuer: `${settings.publicOrigin}/${profile}`,
    genesisDigest: () => checkpointing.genesisDigest(),
    catchUp: (size: number) => checkpointing.catchUp(size),
    clock: () => new Date(),
    verifyRegistration: rememberRegistrations(verifyStoredRegistration),
    liftings: new Set<string>(),
    trust: {
      ...bundleTrustOf(profile, trust),
      logKey: keys.logVerifierKey,
      genesisConfirmation: settings.genesisConfirmation,
    },
  }
  const { host, port } = signerAddressOf(settings)
  const app = createSignerApp({
    signing,
    checkpointing,
    onError: (error) => logger.error(error, 'signer'),
    observers: tracing.isOn ? [traceRequests(isAskedInATrace)] : [],
  })
  // On one machine it is nobody else's business; in a network of its own it must be reached by name.
  const isLocalHost = host === 'localhost' || host === '127.0.0.1'
  const serving = await serve(app, {
    port,
    ...(isLocalHost ? { host: '127.0.0.1' } : {}),
    socket,
    setting: 'SIGNER_URL',
  })
  const health = await serveHealth(settings, { database: () => readNow(db) }, createRegistry())
  return {
    port: serving.port,
    async stop() {
      await health.stop()
      await serving.stop()
      await db.destroy()
      await tracing.stop()
    },
  }
}

function traced(process: 'api' | 'worker' | 'signer', { tracing }: Settings, logger: Logger): Promise<Tracing> {
  const onError = (error: Error): void => logger.warn(error, 'tracing')
  return startTracing({ settings: tracing, process, version: packageVersion(), onError })
}
