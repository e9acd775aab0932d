import { Button, List, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Redirect, useLocation } from 'wouter'
import { foundDemoCompany } from '../../api/demo.ts'
import { installationQuery } from '../../api/installation.ts'
import { Door } from '../../parts/door.tsx'
import { Loading } from '../../parts/loading.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { remember } from '../../tour/tour-memory.ts'
import { tourWords } from '../../tour/words.ts'
import { useWords } from '../../words/language.tsx'

/** `/welcome`: an empty demo, and the one button that fills it. */
export function Screen() {
  const words = useWords(tourWords).setUp
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const installation = useQuery(installationQuery)
  const setUp = useMutation({
    mutationFn: foundDemoCompany,
    async onSuccess(handout) {
      remember({ handout, isRunning: true })
      await queries.invalidateQueries({ queryKey: installationQuery.queryKey })
      navigate('/tour', { replace: true })
    },
    // Somebody else may have done it meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: installationQuery.queryKey }),
  })

  if (installation.data === undefined) {
    return installation.error === null ? <Loading /> : <ProblemNotice error={installation.error} />
  }
  if (!installation.data.demoCompany && !setUp.isSuccess) {
    return (
      <Redirect to={installation.data.profile === 'demo' && installation.data.organisation ? '/tour' : '/'} replace />
    )
  }
  return (
    <Door>
      <Stack gap="lg">
        <PageHeading>{words.title}</PageHeading>
        <Text>{words.lead}</Text>
        <List size="sm" spacing="xs">
          {words.points.map((point) => (
            <List.Item key={point}>{point}</List.Item>
          ))}
        </List>
        {setUp.isError ? <ProblemNotice error={setUp.error} /> : null}
        <Button size="md" loading={setUp.isPending} onClick={() => setUp.mutate()}>
          {words.button}
        </Button>
        <details>
          <summary>{words.other}</summary>
          <Text size="sm" component="code">
            npx countersign init examples/organisation.yaml --json secrets.json
          </Text>
        </details>
      </Stack>
    </Door>
  )
}
