import Holidays from 'date-holidays'
import { DateTime } from 'luxon'
import type { Instant } from '../domain/instant.ts'
import type { Entity } from './store.ts'

/** Monday to Friday, within the entity's hours, not on one of its public holidays. Throws when its settings make no sense. */
export function isWithinBusinessHours(entity: Entity, at: Instant): boolean {
  const local = localTime(entity, at)
  const [from, to] = entity.businessHours.split('-')
  const time = local.toFormat('HH:mm')
  if (from === undefined || to === undefined)
    throw new RangeError(`Unexpected business hours "${entity.businessHours}", expected 09:00-18:00`)
  return isBankingDay(entity, local) && time >= from && time < to
}

/** The last moment of a day at which the bank still takes a payment for it, in UTC. */
export function cutOffOn(entity: Entity, date: string): Instant {
  const cutOff = DateTime.fromISO(`${date}T${entity.cutOff}`, { zone: entity.timeZone })
  if (!cutOff.isValid) throw new RangeError(`Unexpected cut-off "${entity.cutOff}" or time zone "${entity.timeZone}"`)
  return cutOff.toUTC().toJSDate().toISOString()
}

/** The start, in UTC, of the day that lies `days` banking days before `date`. */
export function bankingDaysBefore(entity: Entity, date: string, days: number): Instant {
  let day = DateTime.fromISO(date, { zone: entity.timeZone })
  for (let left = days; left > 0;) {
    day = day.minus({ days: 1 })
    if (isBankingDay(entity, day)) left -= 1
  }
  return day.startOf('day').toUTC().toJSDate().toISOString()
}

function localTime(entity: Entity, at: Instant): DateTime {
  const local = DateTime.fromISO(at, { zone: entity.timeZone })
  if (!local.isValid) throw new RangeError(`Unexpected time zone "${entity.timeZone}"`)
  return local
}

function isBankingDay(entity: Entity, local: DateTime): boolean {
  if (local.weekday > 5) return false
  if (entity.holidays === null) return true
  return !isPublicHoliday(entity.holidays, local.toFormat('yyyy-MM-dd'))
}

/** Days that were asked about, by country: working one out takes a millisecond, and everybody asks about today. */
const known = new Map<string, boolean>()
const KEPT = 1_000

function isPublicHoliday(country: string, date: string): boolean {
  const key = `${country} ${date}`
  const present = known.get(key)
  if (present !== undefined) return present
  const isHoliday = holidaysOf(country)
    .getHolidays(Number(date.slice(0, 4)))
    .some((one) => (one.type === 'public' || one.type === 'bank') && includesNoon(one, date))
  if (known.size >= KEPT) known.clear()
  known.set(key, isHoliday)
  return isHoliday
}

/**
 * By what the calendar says, not by the moments it takes that for: the day is the entity's own, and neither the zone of
 * the country's capital nor that of this process has a part in it.
 */
function includesNoon(holiday: { date: string; start: Date; end: Date }, date: string): boolean {
  const begins = Date.parse(`${holiday.date.slice(0, 19).replace(' ', 'T')}Z`)
  const noon = Date.parse(`${date}T12:00:00Z`)
  return begins <= noon && noon < begins + holiday.end.getTime() - holiday.start.getTime()
}

const calendars = new Map<string, Holidays>()

function holidaysOf(country: string): Holidays {
  const present = calendars.get(country)
  if (present !== undefined) return present
  const calendar = new Holidays(country)
  calendars.set(country, calendar)
  return calendar
}
