import { value, type RecordGauge } from './gauge-of-record.ts'

/** What waits, for whom, and for how long. */
export const SUBJECT_GAUGES: readonly RecordGauge[] = [
  {
    name: 'countersign_open_orders',
    help: 'Payment orders that wait for evidence',
    read: value(`select count(*) as value from subjects where type = 'order' and state = 'awaiting_evidence'`),
  },
  {
    name: 'countersign_approved_orders',
    help: 'Payment orders that are approved and not released yet',
    read: value(`select count(*) as value from subjects where type = 'order' and state = 'approved'`),
  },
  {
    name: 'countersign_stuck_orders',
    help: 'Payment orders that have been approved for five minutes and are not released',
    read: value(`
      select count(*) as value from subjects
      where type = 'order' and state = 'approved' and approved_at < (select countersign_now()) - interval '5 minutes'`),
  },
  {
    name: 'countersign_overdue_orders',
    help: 'Open payment orders whose execution date has come',
    read: value(`
      select count(*) as value from payment_orders "order" join subjects subject using (id)
      where subject.state in ('assessing', 'awaiting_evidence', 'approved')
        and "order".execution_date <= (select countersign_now())::date`),
  },
  {
    name: 'countersign_unexpired_subjects',
    help: 'Subjects that should have expired five minutes ago and still wait: their workflow does not run',
    read: value(`
      select count(*) as value from subjects
      where state = 'awaiting_evidence' and expires_at < (select countersign_now()) - interval '5 minutes'`),
  },
  {
    name: 'countersign_escalated_orders',
    help: 'Payment orders that wait and are escalated',
    read: value(`
      select count(*) as value from subjects
      where type = 'order' and state = 'awaiting_evidence' and escalated_at is not null`),
  },
  {
    name: 'countersign_callback_backlog',
    help: 'Callbacks that nobody has confirmed yet',
    read: value(`select count(*) as value ${openCallbacks()}`),
  },
  {
    name: 'countersign_callback_backlog_age_seconds',
    help: 'How long the oldest of them has waited',
    read: value(`
      select coalesce(extract(epoch from countersign_now() - min(subject.started_at)), 0)::float8 as value
      ${openCallbacks()}`),
  },
  {
    name: 'countersign_rates_left_seconds',
    help: 'For how long exchange rates still count; below 0 every amount in another currency is too large to judge',
    read: value(`
      select case when organisation.rates -> 'rates' = '{}' then 'Infinity' else extract(epoch from
        (organisation.rates ->> 'asOf')::date::timestamptz
        + make_interval(days => (organisation.rates ->> 'maxAgeDays')::int + 1) - countersign_now()) end::float8 as value
      from organisation union all select 'Infinity' limit 1`),
  },
  {
    name: 'countersign_active_holds',
    help: 'Holds that are not lifted',
    read: value('select count(*) as value from holds where lifted_at is null and not silent'),
  },
]

/** Of the newest assessment alone: an earlier one may have asked for a call that is no longer asked for. */
function openCallbacks(): string {
  return `
    from subjects subject
    join assessments assessment on assessment.subject_id = subject.id
      and assessment.version = subject.version and assessment.revision = subject.revision
    cross join lateral jsonb_array_elements(assessment.requirements) requirement
    where subject.state = 'awaiting_evidence' and requirement ->> 'kind' = 'callback'
      and not exists (
        select from evidence
        where evidence.subject_id = subject.id and evidence.requirement_id = requirement ->> 'id'
          and evidence.voided_by is null
      )`
}
