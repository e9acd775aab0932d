import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { sendOrder } from '../api/demo.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { exampleOrder, type Example } from './examples.ts'

interface SendExampleProps {
  readonly example: Example
  readonly label: string
  /** Null: as whoever is signed in. */
  readonly erpSecret: string | null
}

/** Submits one of the tour's two payments, and opens it. */
export function SendExample({ example, label, erpSecret }: SendExampleProps) {
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const send = useMutation({
    mutationFn: () => sendOrder(exampleOrder(example, new Date()), erpSecret),
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: SUBJECTS })
      navigate(`/orders/${encodeURIComponent(id)}`)
    },
  })
  return (
    <>
      {send.isError ? <ProblemNotice error={send.error} /> : null}
      <Button loading={send.isPending} onClick={() => send.mutate()}>
        {label}
      </Button>
    </>
  )
}
