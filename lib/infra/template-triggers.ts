import { type IResolveContext, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnUserPool, type UserPool } from 'aws-cdk-lib/aws-cognito';

/** The triggers that say that a code was entered, as a template and as Cognito name them. */
const NAMES = { postConfirmation: 'PostConfirmation', postAuthentication: 'PostAuthentication' };
type Trigger = keyof typeof NAMES;

/** Pools whose triggers a detector of this app has taken. */
const taken = new WeakSet<UserPool>();

const resourceOf = (pool: UserPool): CfnUserPool => {
  const resource = pool.node.defaultChild;
  if (!(resource instanceof CfnUserPool)) throw new Error(`${pool.node.path} has no resource`);
  return resource;
};

/** What the app itself has a pool call, by trigger. References are still references. */
const calledByTemplate = (pool: UserPool, context: IResolveContext): Map<Trigger, string> => {
  const { lambdaConfig } = resourceOf(pool);
  const triggers = (
    Tokenization.isResolvable(lambdaConfig) ? lambdaConfig.resolve(context) : lambdaConfig
  ) as Readonly<Record<string, unknown>> | undefined;
  return new Map(
    (Object.keys(NAMES) as Trigger[]).flatMap((name) => {
      const arn = triggers?.[name];
      return typeof arn === 'string' ? [[name, arn] as const] : [];
    }),
  );
};

/** `{"PostConfirmation": <ARN>}` of what the app itself has a pool call, whenever it says so. */
export const chainedFunctionsJson = (pool: UserPool): string =>
  Lazy.uncachedString({
    produce: (context) =>
      Stack.of(pool).toJsonString(
        Object.fromEntries(
          [...calledByTemplate(pool, context)].map(([name, arn]) => [NAMES[name], arn]),
        ),
      ),
  });

/** ARNs of what the app itself has a pool call; `noFunctionArn` stands for nothing. */
export const chainedFunctionArns = (pool: UserPool, noFunctionArn: string): string[] =>
  (Object.keys(NAMES) as Trigger[]).map((name) =>
    Lazy.uncachedString({
      produce: (context) => calledByTemplate(pool, context).get(name) ?? noFunctionArn,
    }),
  );

/**
 * Has a pool of the same stack call a function. It takes the place of what the app says the pool
 * calls, before or after this, which the function has to call on.
 *
 * @throws for a pool whose triggers another detector of the app has taken
 */
export const takeTriggers = (pool: UserPool, functionArn: string): void => {
  if (taken.has(pool))
    throw new Error(
      `The triggers of the user pool ${pool.node.path} belong to another detector of this app. One detector per user pool: set verificationTriggers false here.`,
    );
  taken.add(pool);
  for (const name of Object.values(NAMES))
    resourceOf(pool).addPropertyOverride(`LambdaConfig.${name}`, functionArn);
};
