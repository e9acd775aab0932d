/** `node deploy/health.mjs URL`: exit code 0 when it answers 2xx within three seconds. The image has no curl. */
const url = process.argv[2] ?? ''
const answer = await fetch(url, { signal: AbortSignal.timeout(3_000), redirect: 'error' }).catch(() => null)
// What is away is named by `/readyz`, for `docker inspect`.
const said = answer === null ? `${url} does not answer` : `${answer.status} ${await answer.text()}`
process.stdout.write(`${said}\n`, () => process.exit(answer?.ok === true ? 0 : 1))
