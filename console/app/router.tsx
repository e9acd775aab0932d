import { Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { installationQuery } from '../api/installation.ts'
import { Loading } from '../parts/loading.tsx'
import { NotFound } from './not-found.tsx'
import { OPEN_ROUTES, ROUTES } from './routes.tsx'
import { SignedIn, useSession } from './session.tsx'
import { Shell } from './shell.tsx'
import { WaitingShell } from './waiting-shell.tsx'

export function Router() {
  const [place] = useLocation()
  const installation = useQuery(installationQuery).data
  // An empty demo has one thing to do.
  if (installation?.demoCompany === true && place !== '/welcome') return <Redirect to="/welcome" replace />
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        {OPEN_ROUTES.map(({ path, screen }) => (
          <Route key={path} path={path} component={screen} />
        ))}
        <Route>
          <SignedIn>
            <Inside />
          </SignedIn>
        </Route>
      </Switch>
    </Suspense>
  )
}

function Inside() {
  const { key } = useSession()
  if (key.state === 'pending') return <WaitingShell />
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Switch>
          {ROUTES.map(({ path, screen }) => (
            <Route key={path} path={path} component={screen} />
          ))}
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </Shell>
  )
}
