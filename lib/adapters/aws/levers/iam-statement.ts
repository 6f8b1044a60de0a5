/**
 * What an adapter must be allowed to do, as data for a policy. In `resources`, `${Partition}`,
 * `${Region}`, `${Account}` and `${TableName}` are to be filled in.
 */
export interface IamStatement {
  readonly sid: string;
  /** Whoever only judges gets what reads; whoever moves levers gets both. */
  readonly access: 'read' | 'write';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why the statement is as wide as it is. */
  readonly why: string;
}
