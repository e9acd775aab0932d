import type { Effect } from '../consent/subject-kind.ts'
import type { JsonObject } from '../domain/canonical-json.ts'
import { isRemoval } from '../domain/removal.ts'

/**
 * What is put on file waits for whatever holds it. What goes off file makes nothing payable, and is wanted most while its
 * payee is held; and what was paid on it until now is released before that, or not any more.
 */
export function directoryEffect(type: 'account-change' | 'contact-change', content: JsonObject): Effect {
  return isRemoval(type, content)
    ? { stoppedBy: 'holds_on_people', excludesReleases: true }
    : { stoppedBy: 'every_hold', excludesReleases: false }
}
