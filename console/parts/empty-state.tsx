import { Stack, Text, ThemeIcon } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children: ReactNode
}

/** Nothing here, why that is, and what to do if something was expected. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <Stack className={classes['empty'] ?? ''} align="center" gap="xs">
      <ThemeIcon variant="default" size={48} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      <Text size="sm" className={classes['body'] ?? ''}>
        {children}
      </Text>
    </Stack>
  )
}
