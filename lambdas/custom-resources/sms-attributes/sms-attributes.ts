import {
  GetSMSAttributesCommand,
  SetSMSAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import {
  type CustomResourceAnswer,
  type CustomResourceRequest,
  type Perform,
  property,
} from '../custom-resource.ts';
import { recall, remember } from '../remembered.ts';

const ROLE = 'DeliveryStatusIAMRole';
const RATE = 'DeliveryStatusSuccessSamplingRate';
const LIMIT = 'MonthlySpendLimit';
const FULL_RATE = '100';
const KIND = 'sms-attributes';
/** What SNS does where no rate was ever set: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const RATE_BY_DEFAULT = FULL_RATE;
/** A new account may spend a dollar: https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const LIMIT_BY_DEFAULT = '1';

type Attributes = Readonly<Record<string, string>>;

/**
 * Delivery logging of SMS, an attribute of the account and region: a role where there is none, and a
 * sampling rate of 100 %. A role that is there is the owner's and stays. What was changed is put back
 * on deletion, unless somebody changed it since.
 */
export const performSmsAttributes = (client: Pick<SNSClient, 'send'>): Perform => {
  const read = async (): Promise<Attributes> =>
    (await client.send(new GetSMSAttributesCommand({}))).attributes ?? {};
  const write = async (attributes: Attributes): Promise<void> => {
    if (Object.keys(attributes).length > 0)
      await client.send(new SetSMSAttributesCommand({ attributes }));
  };

  const put = async (request: CustomResourceRequest): Promise<CustomResourceAnswer> => {
    const now = await read();
    const data = { MonthlySpendLimitUsd: now[LIMIT] ?? LIMIT_BY_DEFAULT };
    if (property(request, 'Manage') !== 'true') {
      await restore(request, now);
      return { physicalId: remember(KIND, {}), data };
    }
    const before = managedBefore(request);
    const roleArn = property(request, 'DeliveryRoleArn');
    requireNoOtherDetector(now[ROLE], roleArn, property(request, 'DetectorRolePath'), before);
    const changes: Record<string, string> = {};
    const original: Record<string, string> = { ...before };
    const isOursToSet = isUnset(now[ROLE]) || before?.[ROLE] !== undefined;
    if (isOursToSet && now[ROLE] !== roleArn) {
      original[ROLE] ??= '';
      changes[ROLE] = roleArn;
    }
    if ((now[RATE] ?? RATE_BY_DEFAULT) !== FULL_RATE) {
      original[RATE] ??= now[RATE] ?? '';
      changes[RATE] = FULL_RATE;
    }
    original['setRole'] = roleArn;
    await write(changes);
    return { physicalId: remember(KIND, original), data };
  };

  /** Puts back what was changed and is still as it was left. */
  const restore = async (request: CustomResourceRequest, now: Attributes): Promise<void> => {
    const before = managedBefore(request);
    if (before === null) return;
    const { setRole } = before;
    await write({
      ...(before[ROLE] !== undefined && now[ROLE] === setRole ? { [ROLE]: before[ROLE] } : {}),
      ...(before[RATE] !== undefined && now[RATE] === FULL_RATE ? { [RATE]: before[RATE] } : {}),
    });
  };

  return async (request) => {
    if (request.RequestType !== 'Delete') return put(request);
    await restore(request, await read());
    return { physicalId: request.PhysicalResourceId ?? KIND };
  };
};

const isUnset = (value: string | undefined): boolean => value === undefined || value === '';

/** What was found before this resource changed anything; `null` for a resource that is new. */
const managedBefore = ({
  RequestType,
  PhysicalResourceId,
}: CustomResourceRequest): Record<string, string> | null =>
  RequestType === 'Create' ? null : recall(KIND, PhysicalResourceId);

/** Two detectors that undo each other's attributes would leave one of them blind. */
const requireNoOtherDetector = (
  current: string | undefined,
  ours: string,
  rolePath: string,
  before: Readonly<Record<string, string>> | null,
): void => {
  if (current === undefined || current === ours || current === before?.['setRole']) return;
  if (!current.includes(`:role${rolePath}`)) return;
  throw new Error(
    `SMS delivery logging of this account and region belongs to another detector, which gave SNS the role ${current}. Deploy this one with manageSmsLogging false, or delete the other first.`,
  );
};
