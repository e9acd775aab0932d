import type { JsonObject, JsonValue } from '../../domain/canonical-json.ts'

/** A bundle comes from outside: what is read out of its JSON is looked at before it is believed to be an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that a text says, or an empty one, in which nothing that is looked for will be found. */
export function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

export function objectAt(object: JsonObject | undefined, member: string): JsonObject | undefined {
  const value = object?.[member]
  return isObject(value) ? value : undefined
}

export function objectsAt(object: JsonObject | undefined, member: string): readonly JsonObject[] {
  const value: JsonValue | undefined = object?.[member]
  return Array.isArray(value) ? value.filter(isObject) : []
}
