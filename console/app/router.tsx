import { Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Loading } from '../parts/loading.tsx'
import { NotFound } from './not-found.tsx'
import { OPEN_ROUTES, ROUTES } from './routes.tsx'
import { SignedIn } from './session.tsx'
import { Shell } from './shell.tsx'

export function Router() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        {OPEN_ROUTES.map(({ path, screen }) => (
          <Route key={path} path={path} component={screen} />
        ))}
        <Route>
          <SignedIn>
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
          </SignedIn>
        </Route>
      </Switch>
    </Suspense>
  )
}
