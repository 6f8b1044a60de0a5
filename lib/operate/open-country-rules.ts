import type { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { CountryRules } from '../adapters/aws/levers/country-rules.ts';
import { createLeverClients } from '../adapters/aws/levers/lever-clients.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';

export interface CountryRulesOfAccount {
  readonly region?: string;
  readonly clock: { nowMs(): number };
}

const regionOf = async ({ config }: PinpointSMSVoiceV2Client): Promise<string> => {
  try {
    return await config.region();
  } catch (error) {
    throw new UnusableInputError('no region is set: add --region, the one that sends.', error);
  }
};

/** Lets `use` read and write the country rules of an account, and tells it the region. An endpoint other than AWS's is named by `AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2`. */
export const withCountryRules = async <Result>(
  { region, clock }: CountryRulesOfAccount,
  use: (rules: CountryRules, region: string) => Promise<Result>,
): Promise<Result> => {
  const clients = createLeverClients(region === undefined ? {} : { region });
  try {
    const client = clients.protect;
    return await use(new CountryRules({ client, clock }), await regionOf(client));
  } finally {
    for (const each of Object.values(clients)) each.destroy();
  }
};
