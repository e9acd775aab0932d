import { ActionIcon, Button, Group } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import { useWords } from '../words/language.tsx'
import { StepCard } from './step-card.tsx'
import { remember } from './tour-memory.ts'
import classes from './tour.module.css'
import { useTour } from './use-tour.ts'
import { tourWords } from './words.ts'

/** The tour beside the screen somebody works on; on a narrow one a sheet from below. */
export function TourPanel() {
  const words = useWords(tourWords)
  const tour = useTour()
  const [isOpen, setOpen] = useState(true)
  const id = useId()
  return (
    <aside className={classes['panel']} aria-label={words.title}>
      <div className={classes['bar']}>
        <Link href="/tour">{words.title}</Link>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? words.hide : words.show}
          </Button>
          <ActionIcon
            size="md"
            variant="subtle"
            color="gray"
            aria-label={words.close}
            onClick={() => remember({ isRunning: false })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
      <div id={id} hidden={!isOpen}>
        <StepCard tour={tour} />
      </div>
    </aside>
  )
}
