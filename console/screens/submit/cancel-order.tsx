import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { cancelOrder, type OwnOrder } from '../../api/submission.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { partWords } from '../../parts/part-words.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { submitWords } from './words.ts'

export function CancelOrder({ order }: { readonly order: OwnOrder }) {
  const words = useWords(submitWords).amend
  const { close } = useWords(partWords)
  const queries = useQueryClient()
  const [isAsking, asking] = useDisclosure()
  const [reason, setReason] = useState('')
  const cancellation = useMutation({
    mutationFn: () => cancelOrder(order.id, reason.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: SUBJECTS }),
    onSettled: asking.close,
  })
  return (
    <Sheet title={words.cancel}>
      <Stack gap="sm" align="flex-start">
        {cancellation.isError ? <ProblemNotice error={cancellation.error} /> : null}
        {cancellation.isSuccess ? (
          <Text role="status">{words.cancelled}</Text>
        ) : (
          <>
            <Text size="sm">{words.cancelNote}</Text>
            <Button variant="outline" color="red" onClick={asking.open}>
              {words.cancel}
            </Button>
          </>
        )}
      </Stack>
      <Modal
        opened={isAsking}
        onClose={asking.close}
        title={words.cancelSure}
        closeButtonProps={{ 'aria-label': close }}
        centered
      >
        <Text mb="md">{words.cancelNote}</Text>
        <Textarea
          label={words.cancelReason}
          description={words.cancelReasonHint}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          mb="md"
        />
        <Group>
          <Button variant="default" onClick={asking.close} data-autofocus>
            {words.cancelNo}
          </Button>
          <Button color="red" loading={cancellation.isPending} onClick={() => cancellation.mutate()}>
            {words.cancelYes}
          </Button>
        </Group>
      </Modal>
    </Sheet>
  )
}
