import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/**
 * Every address of the console and its screen. A screen is `console/screens/<name>/index.tsx`, exports `Screen`, and
 * is loaded when somebody goes there.
 */
interface ConsoleRoute {
  readonly path: string
  readonly screen: LazyExoticComponent<ComponentType>
}

function screen(load: () => Promise<{ readonly Screen: ComponentType }>): ConsoleRoute['screen'] {
  return lazy(async () => ({ default: (await load()).Screen }))
}

/** For whoever holds an invitation or a key. */
export const OPEN_ROUTES: readonly ConsoleRoute[] = [
  { path: '/sign-in', screen: screen(() => import('../screens/sign-in/index.tsx')) },
  { path: '/enrol', screen: screen(() => import('../screens/enrol/index.tsx')) },
  { path: '/welcome', screen: screen(() => import('../screens/welcome/index.tsx')) },
  { path: '/tour', screen: screen(() => import('../screens/tour/index.tsx')) },
]

/** For people who have signed in. */
export const ROUTES: readonly ConsoleRoute[] = [
  { path: '/', screen: screen(() => import('../screens/inbox/index.tsx')) },
  { path: '/orders/:id', screen: screen(() => import('../screens/order/index.tsx')) },
  { path: '/orders/:id/amend', screen: screen(() => import('../screens/submit/amend.tsx')) },
  { path: '/subjects/:type/:id', screen: screen(() => import('../screens/subject/index.tsx')) },
  { path: '/second-display', screen: screen(() => import('../screens/second-display/index.tsx')) },
  { path: '/submit', screen: screen(() => import('../screens/submit/index.tsx')) },
  { path: '/calls', screen: screen(() => import('../screens/calls/index.tsx')) },
  { path: '/calls/:requirement', screen: screen(() => import('../screens/call/index.tsx')) },
  { path: '/reviews', screen: screen(() => import('../screens/reviews/index.tsx')) },
  { path: '/directory', screen: screen(() => import('../screens/directory/index.tsx')) },
  { path: '/directory/:id', screen: screen(() => import('../screens/directory/payee.tsx')) },
  { path: '/holds', screen: screen(() => import('../screens/holds/index.tsx')) },
  { path: '/stop', screen: screen(() => import('../screens/stop/index.tsx')) },
  { path: '/report', screen: screen(() => import('../screens/report/index.tsx')) },
  { path: '/log', screen: screen(() => import('../screens/log/index.tsx')) },
  { path: '/people', screen: screen(() => import('../screens/people/index.tsx')) },
  { path: '/people/:id', screen: screen(() => import('../screens/people/person.tsx')) },
  { path: '/policy', screen: screen(() => import('../screens/policy/index.tsx')) },
  { path: '/genesis', screen: screen(() => import('../screens/genesis/index.tsx')) },
  { path: '/keys', screen: screen(() => import('../screens/keys/index.tsx')) },
]
