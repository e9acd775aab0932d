import {
  IconAddressBook,
  IconFilePlus,
  IconGavel,
  IconInbox,
  IconKey,
  IconListDetails,
  IconLock,
  IconPhoneCall,
  IconSearch,
  IconUsers,
} from '@tabler/icons-react'
import type { ShellWords } from './shell-words.ts'

export interface Place {
  readonly name: keyof ShellWords['nav']
  readonly path: string
  readonly icon: typeof IconInbox
}

/** What the navigation lists, in its sections. */
export const PLACES: Readonly<Record<keyof ShellWords['sections'], readonly Place[]>> = {
  work: [
    { name: 'inbox', path: '/', icon: IconInbox },
    { name: 'submit', path: '/submit', icon: IconFilePlus },
    { name: 'calls', path: '/calls', icon: IconPhoneCall },
    { name: 'reviews', path: '/reviews', icon: IconSearch },
  ],
  record: [
    { name: 'directory', path: '/directory', icon: IconAddressBook },
    { name: 'holds', path: '/holds', icon: IconLock },
    { name: 'log', path: '/log', icon: IconListDetails },
  ],
  organisation: [
    { name: 'people', path: '/people', icon: IconUsers },
    { name: 'policy', path: '/policy', icon: IconGavel },
    { name: 'keys', path: '/keys', icon: IconKey },
  ],
}

/** Orders and subjects are opened from the inbox and belong to it. */
export function isCurrent(place: Place, path: string): boolean {
  if (place.path === '/') return path === '/' || /^\/(?:orders|subjects)\//.test(path)
  return path === place.path || path.startsWith(`${place.path}/`)
}

/** Where one thing is read and decided. */
export function isDecision(path: string): boolean {
  return /^\/(?:orders\/[^/]+|subjects\/[^/]+\/[^/]+)$/.test(path)
}
