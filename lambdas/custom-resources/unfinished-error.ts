/**
 * A write that failed and may have taken effect all the same. It carries the resource's id, so that
 * CloudFormation, when it rolls back, deletes the resource and not nothing.
 */
export class UnfinishedError extends Error {
  readonly physicalId: string;

  constructor(physicalId: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = cause instanceof Error ? cause.name : 'UnfinishedError';
    this.physicalId = physicalId;
  }
}

/** Does the write, and makes an {@link UnfinishedError} of its failure. */
export const unfinishedUnlessDone = async <T>(
  physicalId: string,
  write: () => Promise<T>,
): Promise<T> => {
  try {
    return await write();
  } catch (error) {
    throw new UnfinishedError(physicalId, error);
  }
};
