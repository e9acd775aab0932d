import { Button } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useWords } from '../words/language.tsx'
import { shellWords } from './shell-words.ts'
import classes from './shell.module.css'
import { useStops } from './use-stops.ts'

/** From anywhere to the kill switch; while it is on, it shows that. */
export function StopButton() {
  const words = useWords(shellWords)
  const isStopped = useStops().length > 0
  return (
    <Button
      component={Link}
      href="/stop"
      variant={isStopped ? 'filled' : 'outline'}
      color="red"
      classNames={{ root: classes[isStopped ? 'stopped' : 'stop'] ?? '' }}
      leftSection={<IconHandStop size={18} aria-hidden />}
      aria-label={isStopped ? words.stopped : words.stop}
    >
      <span className={classes['long']}>{isStopped ? words.stopped : words.stop}</span>
      <span className={classes['short']}>{isStopped ? words.stopped : words.stopShort}</span>
    </Button>
  )
}
