import { Kbd, Modal, Text } from '@mantine/core'
import { partWords } from '../../parts/part-words.ts'
import { useWords } from '../../words/language.tsx'
import classes from './inbox.module.css'
import { inboxWords } from './words.ts'

export function KeyHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const words = useWords(inboxWords).keys
  const { close } = useWords(partWords)
  const keys = [
    ['j', words.down],
    ['k', words.up],
    ['Enter', words.open],
    ['/', words.search],
    ['?', words.help],
  ] as const
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.title} closeButtonProps={{ 'aria-label': close }} centered>
      <dl className={classes['keys']}>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Text size="sm" mt="md">
        {words.note}
      </Text>
    </Modal>
  )
}
