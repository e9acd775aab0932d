export interface Running {
  /** Lets what runs finish, then lets go of everything. */
  stop(): Promise<void>
}
