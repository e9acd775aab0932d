import { CountersignError } from '../domain/errors.ts'

/** 422 `POLICY_INVALID`, naming every place that is wrong. */
export function policyInvalid(places: readonly { readonly path: string; readonly detail: string }[]): CountersignError {
  const [first] = places
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `
  return new CountersignError({
    code: 'POLICY_INVALID',
    status: 422,
    detail: `The policy cannot be used. ${where}${first?.detail ?? ''}`.trim(),
    errors: places.map(({ path, detail }) => ({ path, code: 'POLICY_INVALID', detail })),
  })
}
