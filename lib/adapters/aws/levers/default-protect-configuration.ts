import {
  CreateProtectConfigurationCommand,
  DescribeProtectConfigurationsCommand,
  SetAccountDefaultProtectConfigurationCommand,
  type PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { DAY_MS } from '../../../core/time.ts';
import { callAws, unreadable } from './call-aws.ts';

const DESCRIBE = 'sms-voice:DescribeProtectConfigurations';
const CREATE = 'sms-voice:CreateProtectConfiguration';
const SET_DEFAULT = 'sms-voice:SetAccountDefaultProtectConfiguration';

/**
 * The Protect configuration that is the account's default in this region: the only one that governs
 * what SNS and Cognito send. `null` where there is none. Asked anew each time, since an operator may
 * have made another one the default.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-configuration.html
 */
export const findAccountDefault = async (
  client: PinpointSMSVoiceV2Client,
): Promise<string | null> => {
  let NextToken: string | undefined;
  do {
    const page = await callAws(DESCRIBE, () =>
      client.send(
        new DescribeProtectConfigurationsCommand({
          Filters: [{ Name: 'account-default', Values: ['true'] }],
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      ),
    );
    // No list at all is not the same as an empty one: "there is none" would lead to a second one.
    if (page.ProtectConfigurations === undefined)
      throw unreadable(DESCRIBE, 'a list of Protect configurations');
    const found = page.ProtectConfigurations.find(({ AccountDefault }) => AccountDefault === true);
    if (found?.ProtectConfigurationId !== undefined) return found.ProtectConfigurationId;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return null;
};

/**
 * Creates a Protect configuration, which allows every country, and makes it the account's default.
 * Only for an account that has none: setting a default replaces the one before.
 *
 * The client token is the same all day, so a creation whose answer got lost, or that two processes
 * make at once, is one creation. If meanwhile somebody set a default, that one is answered.
 */
export const createAccountDefault = async (
  client: PinpointSMSVoiceV2Client,
  nowMs: number,
): Promise<string> => {
  const ClientToken = `sms-pumping-detector-default-${Math.floor(nowMs / DAY_MS)}`;
  const { ProtectConfigurationId } = await callAws(CREATE, () =>
    client.send(new CreateProtectConfigurationCommand({ ClientToken })),
  );
  if (ProtectConfigurationId === undefined) throw unreadable(CREATE, 'an id');
  const appeared = await findAccountDefault(client);
  if (appeared !== null) return appeared;
  await callAws(SET_DEFAULT, () =>
    client.send(new SetAccountDefaultProtectConfigurationCommand({ ProtectConfigurationId })),
  );
  return ProtectConfigurationId;
};
