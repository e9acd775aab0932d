/** One thing that was tried, what the contract promises of it, and what the service answered. */
export interface Step {
  readonly chapter: string
  readonly title: string
  readonly expected: string
  readonly got: string
  readonly asExpected: boolean
}
