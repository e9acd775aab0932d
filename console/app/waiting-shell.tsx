import { AppShell, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { sessionQuery } from '../api/session.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { Loading } from '../parts/loading.tsx'
import { Mark } from '../parts/mark.tsx'
import { useWords } from '../words/language.tsx'
import { AccountMenu } from './account-menu.tsx'
import { GenesisNotice } from './genesis-notice.tsx'
import { isSomebodyThere } from './presence.ts'
import { ProfileBanner } from './profile-banner.tsx'
import { ROUTES } from './routes.tsx'
import { SessionNotice } from './session-notice.tsx'
import { shellWords } from './shell-words.ts'
import classes from './shell.module.css'
import { Waiting } from './waiting.tsx'

/** All that the service shows to somebody whose key nobody has confirmed. */
const OPEN_WHILE_WAITING: readonly string[] = ['/keys', '/genesis']

const ASK_MS = 20_000

/** What stands around the few screens of somebody who waits; it gives way by itself once their key is confirmed. */
export function WaitingShell() {
  const words = useWords(shellWords)
  const [path] = useLocation()
  useQuery({ ...sessionQuery, refetchInterval: () => (isSomebodyThere() ? ASK_MS : false) })
  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <a href="#content" className={classes['skip']}>
        {words.skip}
      </a>
      <AppShell.Header className={classes['header'] ?? ''}>
        <Link href="/" className={classes['brand']}>
          <Mark />
          <Text fw={600} size="md" component="span">
            Countersign
          </Text>
        </Link>
        <Group gap="xs" wrap="nowrap">
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Main className={classes['main'] ?? ''}>
        <ProfileBanner />
        <GenesisNotice />
        <div id="content" className={classes['content']} tabIndex={-1}>
          <ErrorBoundary key={path}>
            <Suspense fallback={<Loading />}>
              <Switch>
                {ROUTES.filter((route) => OPEN_WHILE_WAITING.includes(route.path)).map((route) => (
                  <Route key={route.path} path={route.path} component={route.screen} />
                ))}
                <Route component={Waiting} />
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </div>
      </AppShell.Main>
      <SessionNotice />
    </AppShell>
  )
}
