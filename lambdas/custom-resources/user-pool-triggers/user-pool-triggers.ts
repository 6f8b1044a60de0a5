import { isDeepStrictEqual } from 'node:util';
import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  type LambdaConfigType,
  UpdateUserPoolCommand,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type CustomResourceRequest,
  oldProperty,
  type Perform,
  property,
} from '../custom-resource.ts';
import { recall, remember } from '../remembered.ts';
import { unfinishedUnlessDone } from '../unfinished-error.ts';
import { requireSendsFromHere } from './require-sends-from-here.ts';
import { wholeConfiguration } from './whole-configuration.ts';

const KIND = 'user-pool-triggers';
const TRIGGERS = ['PostConfirmation', 'PostAuthentication'] as const;
type Triggers = { readonly [Name in (typeof TRIGGERS)[number]]?: string };

/**
 * Names that the construct gives its triggers, `sms-pumping-<instance>-verification-<id>`, or gave
 * them once, when they ended in the pool's place in a list. None is called on: it counts what ours
 * counts, and one of ours is deleted by the deployment that would call it.
 */
const DETECTOR_FUNCTION = /:function:sms-pumping-[a-z0-9-]+-verification-(?:\d+|[0-9a-f]{12})$/;

/**
 * The verification trigger of a user pool that another template owns, in two tasks.
 *
 * `find` answers what the pool calls now, or called before the trigger was attached, so that the
 * trigger can call it on. `attach` puts the trigger there, on Create and Update, and on Delete puts
 * back what was there, unless somebody changed it since.
 */
export const performUserPoolTriggers = (
  client: Pick<CognitoIdentityProviderClient, 'send'>,
): Perform => {
  const describe = async (UserPoolId: string): Promise<UserPoolType> => {
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
    if (UserPool === undefined) throw new Error(`cognito-idp described no user pool ${UserPoolId}`);
    return UserPool;
  };

  const find: Perform = async (request) => {
    if (request.RequestType === 'Delete') return { physicalId: request.PhysicalResourceId ?? KIND };
    const pool = await describe(property(request, 'UserPoolId'));
    requireSendsFromHere(pool, property(request, 'Region'));
    const previous = previousTriggers(request, pool.LambdaConfig ?? {});
    const none = property(request, 'NoFunctionArn');
    return {
      physicalId: remember(KIND, { ...previous }),
      data: {
        ChainedFunctionsJson: JSON.stringify(previous),
        PostConfirmationArn: previous.PostConfirmation ?? none,
        PostAuthenticationArn: previous.PostAuthentication ?? none,
      },
    };
  };

  /** Writes the pool with other triggers, and looks whether anything else changed. */
  const update = async (pool: UserPoolType, triggers: LambdaConfigType): Promise<void> => {
    const UserPoolId = pool.Id ?? '';
    await client.send(
      new UpdateUserPoolCommand({
        UserPoolId,
        ...wholeConfiguration({ ...pool, LambdaConfig: triggers }),
      }),
    );
    const before = wholeConfiguration({ ...pool, LambdaConfig: triggers });
    const after = wholeConfiguration({ ...(await describe(UserPoolId)) });
    const changed = Object.keys({ ...before, ...after }).filter(
      (name) =>
        !isDeepStrictEqual(before[name as keyof typeof before], after[name as keyof typeof after]),
    );
    if (changed.length > 0)
      throw new Error(
        `The triggers of ${UserPoolId} were written, and ${changed.join(', ')} of the pool changed with them: compare the pool with its template.`,
      );
  };

  const attach: Perform = async (request) => {
    const userPoolId = property(request, 'UserPoolId');
    const own = property(request, 'OwnFunctionArn');
    const previous = JSON.parse(property(request, 'PreviousJson')) as Triggers;
    const physicalId = `${userPoolId}/${own}`;
    if (request.RequestType === 'Delete') {
      await detach(userPoolId, own, previous);
      return { physicalId: request.PhysicalResourceId ?? physicalId };
    }
    const pool = await describe(userPoolId);
    const now = pool.LambdaConfig ?? {};
    for (const name of TRIGGERS)
      if (![undefined, ...ownFunctions(request), previous[name]].includes(now[name]))
        throw new Error(
          `The ${name} trigger of ${userPoolId} was changed to ${now[name]} while the stack was deployed: deploy again, with another revision.`,
        );
    if (TRIGGERS.some((name) => now[name] !== own))
      await unfinishedUnlessDone(physicalId, () =>
        update(pool, { ...now, PostConfirmation: own, PostAuthentication: own }),
      );
    return { physicalId };
  };

  const detach = async (userPoolId: string, own: string, previous: Triggers): Promise<void> => {
    const pool = await describe(userPoolId).catch(nothingIfGone);
    if (pool === null) return;
    const now = pool.LambdaConfig ?? {};
    if (!TRIGGERS.some((name) => now[name] === own)) return;
    const restored: Record<string, unknown> = { ...now };
    for (const name of TRIGGERS) {
      if (now[name] !== own) continue;
      if (previous[name] === undefined) delete restored[name];
      else restored[name] = previous[name];
    }
    await update(pool, restored);
  };

  return (request) => (property(request, 'Task') === 'find' ? find(request) : attach(request));
};

/** Our trigger, and the one it takes the place of in an update. */
const ownFunctions = (request: CustomResourceRequest): readonly string[] =>
  [property(request, 'OwnFunctionArn'), oldProperty(request, 'OwnFunctionArn')].filter(
    (arn) => arn !== undefined,
  );

/** What the pool calls itself, or called before our trigger came. */
const previousTriggers = (request: CustomResourceRequest, now: LambdaConfigType): Triggers => {
  const own = ownFunctions(request);
  const known: Triggers =
    request.RequestType === 'Create' ? {} : recall(KIND, request.PhysicalResourceId);
  const previous: Record<string, string> = {};
  for (const name of TRIGGERS) {
    const current = now[name];
    const before = current !== undefined && own.includes(current) ? known[name] : current;
    if (before === undefined || before === '') continue;
    if (DETECTOR_FUNCTION.test(before))
      throw new Error(
        `The ${name} trigger of the user pool is of another detector (${before}), or of this one under an earlier name: deploy once with verificationTriggers false, then with it again. One detector per user pool: where it is another's, leave it false, or delete the other first.`,
      );
    previous[name] = before;
  }
  return previous;
};

/** A pool that is gone has no triggers. */
const nothingIfGone = (error: unknown): null => {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
  throw error;
};
