import { Command } from 'commander'
import type { OrderView } from '../orders/schema.ts'
import { connect, explain, withConnection, type ConnectionOptions } from './client-connection.ts'
import { textTable } from './text-table.ts'

type Requirement = OrderView['requirements'][number]

/** `countersign show ORDER_ID`: how an order stands, as the API client that submitted it sees it. */
export function showCommand(): Command {
  const command = new Command('show')
    .description('show state, requirements and evidence of an order')
    .argument('<order-id>', 'ord_…')
  return withConnection(command).action(async (orderId: string, options: ConnectionOptions, self: Command) => {
    try {
      const erp = await connect(options, process.env)
      console.log(describeOrder(await erp.read(orderId)).join('\n'))
    } catch (error) {
      self.error(explain(error), { exitCode: 1 })
    }
  })
}

export function describeOrder(order: OrderView): string[] {
  const { earliestReleaseAt, cutOffAt, missing } = order.feasible
  return [
    `${order.externalId}  ${order.id}, version ${order.version}`,
    `${order.currency} ${order.amount ?? '(hidden)'} to ${order.payee.name}, ${accountOf(order)}, on ${order.executionDate}`,
    `state: ${order.state}`,
    ...order.holds.map(({ scope, reason, placedAt }) => `held (${scope}) since ${placedAt}: ${reason}`),
    ...(order.escalation === null ? [] : [`escalated since ${order.escalation.since}`]),
    ...(earliestReleaseAt === null
      ? []
      : [`earliest release: ${earliestReleaseAt}, cut-off: ${cutOffAt ?? 'unknown'}`]),
    ...missing.map(({ kind, wanted, eligible, what, from }) => {
      if (what === 'people') return `too few people for ${kind}: ${eligible} of ${wanted}`
      return from === null
        ? `no contact on file for ${kind}: have two people put one on file`
        : `no contact old enough for ${kind} before ${from}`
    }),
    ...section(
      'why flagged',
      order.signals.map(({ code, reason }) => `${code}: ${reason}`),
    ),
    ...section('required', requirementTable(order.requirements)),
    ...section('evidence', evidenceTable(order)),
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

function accountOf({ payee: { account } }: OrderView): string {
  if (account === null) return 'account hidden'
  const { iban } = account
  return typeof iban === 'string' ? iban : JSON.stringify(account)
}

function requirementTable(requirements: readonly Requirement[]): string[] {
  if (requirements.length === 0) return []
  const rows = requirements.map((one) => {
    return [
      one.status,
      wantedOf(one),
      one.kind === 'cooling_off' ? '' : `${one.satisfied} of ${one.satisfied + one.missing}`,
    ]
  })
  return textTable(['status', 'what', 'people'], rows)
}

function wantedOf({ kind, group, blindEntry, callee, personId, until, anyOf }: Requirement): string {
  const details = [
    ...(group === undefined ? [] : [`by ${group}`]),
    ...(blindEntry === true ? ['typed blind'] : []),
    ...(callee === undefined ? [] : [`to the ${callee}`]),
    ...(personId === undefined ? [] : [`by ${personId}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(anyOf === null ? [] : ['or an alternative']),
  ]
  return [kind.replaceAll('_', ' '), ...details].join(', ')
}

function evidenceTable({ evidence }: OrderView): string[] {
  if (evidence.length === 0) return []
  const rows = evidence.map(({ acceptedAt, kind, decision, personId, logIndex, voidedBy }) => {
    return [acceptedAt, kind ?? 'person', decision, personId, logIndex?.toString() ?? '', voidedBy ?? '']
  })
  return textTable(['accepted', 'kind', 'decision', 'person', 'log index', 'voided by'], rows)
}
