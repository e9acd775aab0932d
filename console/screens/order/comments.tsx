import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { addComment, orderQuery, type Order } from '../../api/decisions.ts'
import { LongText } from '../../parts/long-text.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

interface CommentsProps {
  readonly order: Pick<Order, 'id' | 'blind' | 'comments'>
  readonly nameOf: (personId: string) => string
}

export function Comments({ order, nameOf }: CommentsProps) {
  const words = useWords(orderWords).comments
  const queries = useQueryClient()
  const [body, setBody] = useState('')
  const adding = useMutation({
    mutationFn: () => addComment(order.id, body.trim()),
    onSuccess(answer) {
      setBody('')
      queries.setQueryData(orderQuery(order.id).queryKey, answer)
    },
  })
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <Sheet title={words.title}>
      <p className={classes['dim']}>
        {order.blind ? words.hidden : order.comments.length === 0 ? words.none : words.hint}
      </p>
      <ul className={classes['comments']}>
        {order.comments.map((comment) => (
          <li key={comment.id}>
            <span className={classes['dim']}>
              <Name>{nameOf(comment.author)}</Name> · <DateTime instant={comment.createdAt} />
            </span>
            <LongText>{comment.body}</LongText>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className={classes['commentForm']}>
        <Textarea
          label={words.label}
          value={body}
          onChange={({ currentTarget }) => setBody(currentTarget.value)}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
        />
        {adding.isError ? <ProblemNotice error={adding.error} /> : null}
        <Button type="submit" variant="default" loading={adding.isPending} disabled={body.trim() === ''}>
          {words.add}
        </Button>
      </form>
    </Sheet>
  )
}
