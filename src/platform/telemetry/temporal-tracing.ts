import type { WorkflowClientInterceptor } from '@temporalio/client'
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client/index.js'
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker/index.js'
import type { Resource } from '@opentelemetry/resources'
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node'
import type { WorkerOptions } from '@temporalio/worker'

export interface TemporalTracing {
  readonly client: readonly WorkflowClientInterceptor[]
  readonly worker: Pick<WorkerOptions, 'interceptors' | 'sinks'>
  /** Of those that `npm run build` makes: the one with Temporal's interceptors in it. */
  readonly bundle: 'workflow-bundle-traced.js'
}

/** Carries the trace in headers beside the arguments: no event more in a history, and no command another. */
export function createTemporalTracing(processor: SpanProcessor, resource: Resource): TemporalTracing {
  return {
    client: [new OpenTelemetryWorkflowClientInterceptor()],
    worker: {
      interceptors: { activity: [(ctx) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(ctx) })] },
      sinks: { exporter: makeWorkflowExporter(processor, resource) },
    },
    bundle: 'workflow-bundle-traced.js',
  }
}
