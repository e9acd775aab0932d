import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { createConsentActivities } from '../consent/activities.ts'
import { recordEvidence } from '../consent/record-evidence.ts'
import { startProcess } from '../consent/start-process.ts'
import { createTemporalProcess } from '../consent/temporal-process.ts'
import { raiseSilentAlarm } from '../holds/alarm.ts'
import { shippedCompany } from './demo-company.ts'
import { createKinds } from '../kinds.ts'
import { createPeopleActivities } from '../people/people-activities.ts'
import { createPeopleWork } from '../people/temporal-process.ts'
import { profileRules } from '../platform/config/profile.ts'
import type { Settings } from '../platform/config/settings.ts'
import { serveHealth } from '../platform/http/serve-health.ts'
import { openKeyring } from '../platform/keyring.ts'
import { packageRoot } from '../platform/package-root.ts'
import { createRegistry, watchPool } from '../platform/telemetry/process-metrics.ts'
import { createWorkMetrics } from '../platform/telemetry/work-metrics.ts'
import { assertWritable } from '../platform/postgres/assert-writable.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { createJobQueue } from '../platform/queue/create-job-queue.ts'
import { connectTemporalWorker, createClientOfWorker } from '../platform/temporal/worker-connection.ts'
import { createDataConverter } from '../platform/temporal/data-converter.ts'
import { withVerdicts } from '../platform/temporal/verdict.ts'
import { databaseUrlOf, keyTrustOf, signerUrlOf, taskQueueOf, temporalTargetOf } from '../process-settings.ts'
import { createSignerClient } from '../release/signer-client.ts'
import { deliverer } from './deliver.ts'
import { workerDuties } from './worker-duties.ts'
import type { Running } from './running.ts'
import { traced } from './traced.ts'

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
