import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { LanguageProvider } from '../words/language.tsx'
import { createQueryClient } from './query-client.ts'
import { Router } from './router.tsx'
import { styleNonce } from './style-nonce.ts'
import { theme, variables } from './theme.ts'

const queries = createQueryClient()

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <LanguageProvider>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" />
          <ErrorBoundary>
            <Router />
          </ErrorBoundary>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  )
}
