import { Anchor, Title } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useWords } from '../../words/language.tsx'
import classes from './second-display.module.css'
import { secondDisplayWords } from './words.ts'

interface SeveralWarningProps {
  /** How many of them stand below. */
  readonly count: number
  /** Others are open that are not among them. */
  readonly more: boolean
}

/** Said so that nobody reads past it, and touches the key for the one that looks right. */
export function SeveralWarning({ count, more }: SeveralWarningProps) {
  const words = useWords(secondDisplayWords).several
  return (
    <div className={classes['warning']} role="alert">
      <IconHandStop size={48} aria-hidden />
      <Title order={2}>{more ? words.more : words.title(count)}</Title>
      <p>{words.body}</p>
      <ol>
        {words.todo.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <p>
        {words.onlyOne}{' '}
        <Anchor component={Link} href="/report" inherit c="inherit" underline="always">
          {words.report}
        </Anchor>
      </p>
    </div>
  )
}
