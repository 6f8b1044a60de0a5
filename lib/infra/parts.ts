import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { EvaluateStage } from './evaluate.ts';
import type { Notifications } from './notify.ts';
import type { RespondStage } from './respond.ts';
import type { SubscribedFunction } from './subscribed-function.ts';
import type { UserPools } from './user-pools.ts';
import type { WokenFunction } from './woken-function.ts';

export interface Stages {
  readonly ingest: SubscribedFunction;
  readonly userPools: UserPools;
  readonly evaluate: EvaluateStage;
  readonly respond: RespondStage;
  readonly notifications: Notifications;
}

/** What alarms and dashboard look after, by name. */
export interface Parts {
  /** Functions that count. */
  readonly ingest: ReadonlyMap<string, LambdaFunction>;
  /** Triggers of user pools. */
  readonly verification: ReadonlyMap<string, LambdaFunction>;
  /** Functions that a stream wakes. */
  readonly woken: ReadonlyMap<string, LambdaFunction>;
  /** All of the above. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Every dead-letter queue, by the edge it is for. */
  readonly deadLetters: ReadonlyMap<string, IQueue>;
}

/** Every function and dead-letter queue of the stages. */
export const partsOf = ({
  ingest: delivery,
  userPools,
  evaluate,
  respond,
  notifications,
}: Stages): Parts => {
  const subscribed = new Map<string, SubscribedFunction>([['ingest-delivery-status', delivery]]);
  if (userPools.ingest !== null) subscribed.set('ingest-cognito', userPools.ingest);
  const wokenParts = new Map<string, WokenFunction>([
    ['evaluate', evaluate.woken],
    ['respond', respond.woken],
  ]);

  const ingest = functionsOf(subscribed);
  const verification = functionsOf(
    new Map(
      userPools.verifications.map(
        (part) => [`cognito-verification-${part.poolName}`, part] as const,
      ),
    ),
  );
  const woken = functionsOf(wokenParts);
  const deadLetters = new Map<string, IQueue>();
  for (const [name, part] of subscribed) deadLetters.set(name, part.deadLetters);
  for (const [name, part] of wokenParts)
    for (const [edge, queue] of Object.entries(part.deadLetters))
      deadLetters.set(`${name}-${edge}`, queue);
  if (notifications.deadLetters !== null) deadLetters.set('email', notifications.deadLetters);
  return {
    ingest,
    verification,
    woken,
    functions: new Map([...ingest, ...verification, ...woken]),
    deadLetters,
  };
};

const functionsOf = (
  parts: ReadonlyMap<string, { readonly function: { readonly fn: LambdaFunction } }>,
): Map<string, LambdaFunction> =>
  new Map([...parts].map(([name, part]) => [name, part.function.fn]));
