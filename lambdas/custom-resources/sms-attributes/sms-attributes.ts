import {
  GetSMSAttributesCommand,
  SetSMSAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import {
  type CustomResourceAnswer,
  type CustomResourceRequest,
  oldProperty,
  type Perform,
  property,
} from '../custom-resource.ts';
import { recall, remember } from '../remembered.ts';
import { unfinishedUnlessDone } from '../unfinished-error.ts';

const ROLE = 'DeliveryStatusIAMRole';
const RATE = 'DeliveryStatusSuccessSamplingRate';
const FULL_RATE = '100';
const KIND = 'sms-attributes';
/** What SNS does where no rate was ever set: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const RATE_BY_DEFAULT = FULL_RATE;

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

  /** Written once, at creation, so that CloudFormation never deletes the same resource under an older id. */
  const idOf = (request: CustomResourceRequest, now: Attributes): string =>
    request.RequestType === 'Create' || request.PhysicalResourceId === undefined
      ? remember(KIND, { [RATE]: now[RATE] ?? RATE_BY_DEFAULT })
      : request.PhysicalResourceId;

  const put = async (request: CustomResourceRequest): Promise<CustomResourceAnswer> => {
    const now = await read();
    const physicalId = idOf(request, now);
    await unfinishedUnlessDone(physicalId, () => write(changesFor(request, now)));
    return { physicalId };
  };

  return async (request) => {
    if (request.RequestType !== 'Delete') return put(request);
    await write(undoFor(request, await read()));
    return { physicalId: request.PhysicalResourceId ?? KIND };
  };
};

const isUnset = (value: string | undefined): boolean => value === undefined || value === '';

/** The roles that this resource set, now or before an update. */
const ownRoles = (request: CustomResourceRequest): readonly string[] =>
  [property(request, 'DeliveryRoleArn'), oldProperty(request, 'DeliveryRoleArn') ?? ''].filter(
    (role) => role !== '',
  );

const changesFor = (request: CustomResourceRequest, now: Attributes): Attributes => {
  const roleArn = property(request, 'DeliveryRoleArn');
  const current = now[ROLE] ?? '';
  const isOurs = ownRoles(request).includes(current);
  if (!isOurs) requireNoOtherDetector(current, property(request, 'DetectorRolePath'));
  const mayBeSet = isUnset(current) || isOurs;
  return {
    ...(mayBeSet && current !== roleArn ? { [ROLE]: roleArn } : {}),
    ...((now[RATE] ?? RATE_BY_DEFAULT) === FULL_RATE ? {} : { [RATE]: FULL_RATE }),
  };
};

/** What puts back what was found, as far as it still is as it was left. */
const undoFor = (request: CustomResourceRequest, now: Attributes): Attributes => {
  const rate = recall(KIND, request.PhysicalResourceId)[RATE] ?? FULL_RATE;
  const isRoleOurs = ownRoles(request).includes(now[ROLE] ?? '');
  return {
    // Only where there was none is a role ever set.
    ...(isRoleOurs ? { [ROLE]: '' } : {}),
    ...(now[RATE] === FULL_RATE && rate !== FULL_RATE ? { [RATE]: rate } : {}),
  };
};

/** Two detectors that undo each other's attributes would leave one of them blind. */
const requireNoOtherDetector = (current: string, rolePath: string): void => {
  if (!current.includes(`:role${rolePath}`)) return;
  throw new Error(
    `SMS delivery logging of this account and region belongs to another detector, which gave SNS the role ${current}. Deploy this one with manageSmsLogging false, or delete the other first.`,
  );
};
