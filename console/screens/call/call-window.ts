/** What time it is where the phone rings, and whether that is an hour to ring at. Pure. */

export interface CallWindow {
  readonly timeZone: string
  /** `09:00` */
  readonly from: string
  readonly to: string
}

export interface WindowNow {
  /** `14:05`, there. */
  readonly local: string
  /** 1 is Monday. */
  readonly weekday: number
  readonly isInside: boolean
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Null when this browser does not know the zone: then nothing is claimed about the time there. */
export function windowNow({ timeZone, from, to }: CallWindow, now: number): WindowNow | null {
  const parts = partsIn(timeZone, now)
  if (parts === null) return null
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const local = `${part('hour')}:${part('minute')}`
  const weekday = WEEKDAYS.indexOf(part('weekday')) + 1
  return { local, weekday, isInside: weekday >= 1 && weekday <= 5 && local >= from && local < to }
}

function partsIn(timeZone: string, now: number): Intl.DateTimeFormatPart[] | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    return format.formatToParts(now)
  } catch {
    return null
  }
}
