import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './people.module.css'
import { peopleWords } from './words.ts'

/** Most of this is read only today, and says so. */
export function Changes() {
  const words = useWords(peopleWords)
  return (
    <Sheet title={words.changes}>
      <ul className={classes['changes']}>
        {words.changesText.map((text) => (
          <li key={text}>
            <Text size="sm">{text}</Text>
          </li>
        ))}
      </ul>
      <Group mt="sm" gap="lg">
        <Anchor component={Link} href="/keys" size="sm">
          {words.myKeys}
        </Anchor>
        <Anchor component={Link} href="/holds" size="sm">
          {words.holds}
        </Anchor>
      </Group>
    </Sheet>
  )
}
