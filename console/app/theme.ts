import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

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

/** What stops. White is read on its filled shades in both schemes (4.5:1), which Mantine's own red does not have. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#f9d6d3',
  '#f2aaa4',
  '#ea7b73',
  '#e2554b',
  '#d93a30',
  '#c92f26',
  '#b3261e',
  '#9f1f18',
  '#87180f',
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

export const theme = createTheme({
  colors: { petrol, red, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
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

/** Hints and errors of fields in our own words for them (theme.css): Mantine's are too faint to read. */
export const variables: CSSVariablesResolver = () => {
  const ours = { '--mantine-color-dimmed': 'var(--cs-dim)', '--mantine-color-error': 'var(--cs-stopped)' }
  return { variables: {}, light: ours, dark: ours }
}
