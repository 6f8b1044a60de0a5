/** What the user pools saw in the last hour, as far as it bears on one destination. Counts of users, never who. */
export interface SourceView {
  readonly windowSeconds: number;
  /** Distinct users who asked for something that sends a code. */
  readonly users: number;
  /** Of these, those whose address is in the destination's own country. */
  readonly localUsers: number;
  /** Of these, those whose address could be placed at all. */
  readonly placedUsers: number;
  /** Most distinct users behind one address. */
  readonly usersOfBusiestAddress: number;
}
