/** What vite makes of style sheets. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  // eslint-disable-next-line import/no-default-export -- a CSS module has no other export
  export default classes
}
declare module '*.css'
