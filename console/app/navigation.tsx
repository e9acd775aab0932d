import { IconPhoneIncoming } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { useWords } from '../words/language.tsx'
import type { Liveness } from './live-updates.ts'
import classes from './navigation.module.css'
import { isCurrent, PLACES, type Place } from './places.ts'
import { shellWords, type ShellWords } from './shell-words.ts'

const SECTIONS = ['work', 'record', 'organisation'] as const satisfies readonly (keyof ShellWords['sections'])[]

interface NavigationProps {
  readonly liveness: Liveness
  readonly onGo: () => void
}

export function Navigation({ liveness, onGo }: NavigationProps) {
  const words = useWords(shellWords)
  return (
    <div className={classes['navigation']}>
      {SECTIONS.map((section) => (
        <section key={section}>
          <h2 className={classes['section']}>{words.sections[section]}</h2>
          <ul className={classes['list']}>
            {PLACES[section].map((place) => (
              <li key={place.name}>
                <PlaceLink place={place} onGo={onGo} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Link href="/report" onClick={onGo} className={`${classes['place']} ${classes['onPhones']}`}>
        <IconPhoneIncoming size={18} stroke={1.75} aria-hidden />
        {words.contacted}
      </Link>
      <p className={classes['liveness']} data-liveness={liveness}>
        <span aria-hidden className={classes['pulse']} />
        {liveness === 'live' ? words.live : words.polling}
      </p>
    </div>
  )
}

function PlaceLink({ place, onGo }: { readonly place: Place; readonly onGo: () => void }) {
  const words = useWords(shellWords)
  const [path] = useLocation()
  const Icon = place.icon
  return (
    <Link
      href={place.path}
      onClick={onGo}
      className={classes['place']}
      aria-current={isCurrent(place, path) ? 'page' : undefined}
    >
      <Icon size={18} stroke={1.75} aria-hidden />
      {words.nav[place.name]}
    </Link>
  )
}
