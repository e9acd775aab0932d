import { IconPhoneIncoming } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { useWords } from '../words/language.tsx'
import classes from './phone-bar.module.css'
import { isCurrent, isDecision, PLACES } from './places.ts'
import { shellWords } from './shell-words.ts'

/** Under the thumb: what is needed daily, and what is needed at once. The rest is in the drawer. */
export function PhoneBar() {
  const words = useWords(shellWords)
  const [path] = useLocation()
  // There the decision itself lies under the thumb, and what is decided about needs the room.
  if (isDecision(path)) return null
  return (
    <nav className={classes['bar']} aria-label={words.places}>
      {PLACES.work.map((place) => {
        const Icon = place.icon
        return (
          <Link key={place.name} href={place.path} aria-current={isCurrent(place, path) ? 'page' : undefined}>
            <Icon size={20} stroke={1.75} aria-hidden />
            {words.nav[place.name]}
          </Link>
        )
      })}
      <Link href="/report" aria-current={path === '/report' ? 'page' : undefined}>
        <IconPhoneIncoming size={20} stroke={1.75} aria-hidden />
        {words.contacted}
      </Link>
    </nav>
  )
}
