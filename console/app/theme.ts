import { Button, createTheme, Select, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import classes from './theme.module.css'

/** Ink with a little green in it: the one colour that says "act here". Everything else that is coloured is a state. */
const petrol: MantineColorsTuple = [
  '#eaf5f6',
  '#d5e7e9',
  '#a8ced3',
  '#78b3bb',
  '#519ca6',
  '#398e99',
  '#1d7480',
  '#0f5f6b',
  '#0c4d57',
  '#083c45',
]

/** Cool greys of even steps; Mantine paints dark surfaces with them. */
const dark: MantineColorsTuple = [
  '#d6dce1',
  '#b4bdc5',
  '#8f9aa4',
  '#6a7680',
  '#424c55',
  '#313a42',
  '#252d34',
  '#1a2127',
  '#141a1f',
  '#0e1317',
]

/** Stopped, and nothing else. Mantine's own red and yellow are too light to be read as text. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#fad6d3',
  '#f5b4af',
  '#ff9f96',
  '#ff8f85',
  '#d9463c',
  '#b3261e',
  '#b3261e',
  '#951f18',
  '#8f1d16',
]

/** Waiting, and what is to be looked at. */
const yellow: MantineColorsTuple = [
  '#fdf3dc',
  '#f9e5b8',
  '#f3cf80',
  '#e9b44c',
  '#d99a24',
  '#b97c0c',
  '#8a5a00',
  '#8a5a00',
  '#734b00',
  '#6b4600',
]

/** Mantine's own quiet greys, and its errors, stay below 4.5:1 on our surfaces. */
export const quietColors: CSSVariablesResolver = () => {
  const ours = {
    '--mantine-color-dimmed': 'var(--cs-dim)',
    '--mantine-color-placeholder': 'var(--cs-dim)',
    '--mantine-color-error': 'var(--cs-stopped)',
  }
  return { variables: {}, light: ours, dark: { ...ours, '--mantine-color-body': 'var(--cs-surface)' } }
}

export const theme = createTheme({
  colors: { petrol, dark, red, yellow },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ classNames: { root: classes['button'] ?? '', label: classes['label'] ?? '' } }),
    // Its own scroll area stands around the list box, where no key reaches it; the list box itself scrolls.
    Select: Select.extend({
      defaultProps: { withScrollArea: false },
      classNames: { options: classes['options'] ?? '' },
    }),
  },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
})
