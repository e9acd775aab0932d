import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProfileBanner } from '../app/profile-banner.tsx'
import classes from './door.module.css'
import { Mark } from './mark.tsx'

/** The frame of what is shown to people who have not signed in. */
export function Door({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes['door']}>
      <header>
        <ProfileBanner />
      </header>
      <main className={classes['main']}>
        <Stack gap="lg" className={classes['column'] ?? ''}>
          <div className={classes['brand']}>
            <Mark size={36} />
            <Text fw={600} size="lg">
              Countersign
            </Text>
          </div>
          <Paper withBorder radius="md" className={classes['card'] ?? ''}>
            {children}
          </Paper>
        </Stack>
      </main>
    </div>
  )
}
