import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'

const copyWords = defineWords({
  en: { copy: (name: string) => `Copy ${name}`, copied: 'Copied' },
  de: { copy: (name: string) => `${name} kopieren`, copied: 'Kopiert' },
})

export function CopyValue({ name, value }: { readonly name: string; readonly value: string }) {
  const words = useWords(copyWords)
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? words.copied : words.copy(name)}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="md"
            onClick={copy}
            aria-label={copied ? words.copied : words.copy(name)}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
