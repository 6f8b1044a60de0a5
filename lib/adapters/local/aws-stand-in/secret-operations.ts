import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

/** Secrets Manager, as far as reading a secret's text goes. Secrets are found by the name they were given. */
export const secretOperations = ({ secrets, clock }: StandInAccount): Operations => ({
  GetSecretValue: ({ SecretId }) => {
    const id = typeof SecretId === 'string' ? SecretId : '';
    const text = secrets.get(id);
    if (text === undefined)
      throw new ApiError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    return {
      ARN: id,
      Name: id,
      SecretString: text,
      VersionId: '00000000-0000-0000-0000-000000000001',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: clock.nowMs() / 1_000,
    };
  },
});
