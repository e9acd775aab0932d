/** Room for deliveries that are under way in this process, by endpoint. */
export interface EndpointLanes {
  /** False when the endpoint has as many under way as it may; true takes a place. */
  enter(endpointId: string): boolean
  leave(endpointId: string): void
}

/** So that an endpoint that lets every request wait for its time-out cannot take up all of the worker's places. */
export function createEndpointLanes(places: number): EndpointLanes {
  const taken = new Map<string, number>()
  return {
    enter(endpointId) {
      const count = taken.get(endpointId) ?? 0
      if (count >= places) return false
      taken.set(endpointId, count + 1)
      return true
    },
    leave(endpointId) {
      const count = taken.get(endpointId) ?? 0
      if (count <= 1) taken.delete(endpointId)
      else taken.set(endpointId, count - 1)
    },
  }
}
