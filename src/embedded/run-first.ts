import { runGuarded } from './guarded-process.ts'

export interface Candidate {
  readonly command: string
  readonly args: readonly string[]
}

/** Runs the first of several ways to do one thing that works; refuses with what each of them said. */
export async function runFirst(
  candidates: readonly Candidate[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string; readonly log: (line: string) => void },
): Promise<void> {
  const said: string[] = []
  for (const candidate of candidates) {
    const { code, recent } = await runGuarded({ ...candidate, ...options, signal: 'SIGTERM', grace: 2_000 })
    if (code === 0) return
    said.push(`${candidate.command} (exit code ${code}): ${recent}`)
  }
  throw new Error(said.join('\n'))
}
