import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconLogout } from '@tabler/icons-react'
import { partWords } from '../parts/part-words.ts'
import { tellProblem } from '../parts/tell-problem.ts'
import { isLanguage, LANGUAGES, type Language } from '../words/define-words.ts'
import { useLanguage, useWords } from '../words/language.tsx'
import { DateTime, Name } from '../words/values.tsx'
import classes from './account-menu.module.css'
import { endSession } from './end-session.ts'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

const SCHEMES: readonly MantineColorScheme[] = ['auto', 'light', 'dark']
/** In its own words: whoever needs it may not read the language that is on. */
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

/** Who I am, how it looks, and the way out. */
export function AccountMenu() {
  const words = useWords(shellWords)
  const { person, key, expiresAt } = useSession()
  const { language, choose } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = useSignOut()

  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes['target'] ?? ''}>
          {/* Drawn, not written: a label in words would have to be part of the button's name (WCAG 2.5.3). */}
          <Avatar size={32} color="petrol" variant="filled" aria-hidden>
            <span className={classes['initials']} data-initials={initialsOf(person.name)} />
          </Avatar>
          <VisuallyHidden>
            {words.account}: {person.name}
          </VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['who']}>
          <Text fw={600} size="sm">
            <Name>{person.name}</Name>
          </Text>
          <Text size="xs" className={classes['dim'] ?? ''}>
            {person.email}
          </Text>
          <Text size="xs" className={classes['dim'] ?? ''}>
            {words.until} <DateTime instant={expiresAt} />
          </Text>
          {key.state === 'active' ? null : (
            <Text size="xs" className={classes['waits'] ?? ''}>
              {key.state === 'pending' ? words.keyPending : words.keyQuarantined}
            </Text>
          )}
        </div>
        <Menu.Divider />
        <Menu.Label>{words.theme}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => {
            const chosen = SCHEMES.find((scheme) => scheme === value)
            if (chosen !== undefined) setColorScheme(chosen)
          }}
        >
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {words.themes[scheme]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{words.language}</Menu.Label>
        <Menu.RadioGroup
          value={language}
          onChange={(value) => {
            if (isLanguage(value)) choose(value)
          }}
        >
          {LANGUAGES.map((one) => (
            <Menu.RadioItem key={one} value={one} lang={one}>
              {LANGUAGE_NAMES[one]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate()}>
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '')
  return [words.at(0), words.length > 1 ? words.at(-1) : '']
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}

export function useSignOut() {
  const queries = useQueryClient()
  const words = useWords(shellWords)
  const problems = useWords(partWords)
  return useMutation({
    mutationFn: () => endSession(queries, 'chosen'),
    onError(error) {
      const { body } = tellProblem(problems, error)
      notifications.show({ color: 'red', title: words.signOutFailed, message: body })
    },
  })
}
