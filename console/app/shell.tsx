import { AppShell, Burger, Button, Group, Text, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPhoneIncoming } from '@tabler/icons-react'
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { Mark } from '../parts/mark.tsx'
import { useTourMemory } from '../tour/tour-memory.ts'
import { useWords } from '../words/language.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ChangedPersonNotice } from './changed-person-notice.tsx'
import { GenesisNotice } from './genesis-notice.tsx'
import { useLiveUpdates } from './live-updates.ts'
import { Navigation } from './navigation.tsx'
import { PhoneBar } from './phone-bar.tsx'
import { ProfileBanner } from './profile-banner.tsx'
import { SessionNotice } from './session-notice.tsx'
import { shellWords } from './shell-words.ts'
import classes from './shell.module.css'
import { StopBanner } from './stop-banner.tsx'
import { StopButton } from './stop-button.tsx'

const TourPanel = lazy(async () => ({ default: (await import('../tour/panel.tsx')).TourPanel }))

/** What stands around every screen of somebody who has signed in. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const words = useWords(shellWords)
  const [path] = useLocation()
  const [isOpen, navigation] = useDisclosure()
  const isTouring = useTourMemory().isRunning
  const [announcement, setAnnouncement] = useState('')
  const announce = useCallback((count: number) => setAnnouncement(words.changed(count)), [words])
  const liveness = useLiveUpdates(announce)

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      <a href="#content" className={classes['skip']}>
        {words.skip}
      </a>
      <AppShell.Header className={classes['header'] ?? ''}>
        <Group gap="xs" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={navigation.toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={isOpen ? words.close : words.open}
            aria-expanded={isOpen}
          />
          <Link href="/" className={classes['brand']}>
            <Mark />
            <Text fw={600} size="md" visibleFrom="xs" component="span">
              Countersign
            </Text>
            <VisuallyHidden hiddenFrom="xs">Countersign</VisuallyHidden>
          </Link>
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Button
            component={Link}
            href="/report"
            variant="subtle"
            color="gray"
            visibleFrom="sm"
            leftSection={<IconPhoneIncoming size={18} aria-hidden />}
          >
            {words.contacted}
          </Button>
          <StopButton />
          <AccountMenu />
        </Group>
      </AppShell.Header>

      <AppShell.Navbar className={classes['navbar'] ?? ''} aria-label={words.main} component="nav">
        <Navigation liveness={liveness} onGo={navigation.close} />
      </AppShell.Navbar>

      <AppShell.Main className={classes['main'] ?? ''} data-touring={isTouring}>
        <StopBanner />
        <ChangedPersonNotice />
        <ProfileBanner />
        <GenesisNotice />
        <div id="content" className={classes['content']} tabIndex={-1}>
          <ErrorBoundary key={path}>{children}</ErrorBoundary>
        </div>
      </AppShell.Main>

      {isTouring ? (
        <Suspense fallback={null}>
          <TourPanel />
        </Suspense>
      ) : null}
      <PhoneBar />
      <SessionNotice />
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
    </AppShell>
  )
}
