import type { IamStatement } from './iam-statement.ts';

const PROTECT_CONFIGURATIONS =
  'arn:${Partition}:sms-voice:${Region}:${Account}:protect-configuration/*';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsendusermessagingsmsandvoicev2.html */
export const COUNTRY_RULES_IAM: readonly IamStatement[] = [
  {
    sid: 'FindDefaultProtectConfiguration',
    access: 'read',
    actions: ['sms-voice:DescribeProtectConfigurations'],
    resources: ['*'],
    why: 'Listing names no configuration yet.',
  },
  {
    sid: 'ReadProtectConfiguration',
    access: 'read',
    actions: ['sms-voice:GetProtectConfigurationCountryRuleSet'],
    resources: [PROTECT_CONFIGURATIONS],
    why: 'Which configuration is the default is known only when it is asked for.',
  },
  {
    sid: 'CreateProtectConfiguration',
    access: 'write',
    actions: ['sms-voice:CreateProtectConfiguration'],
    resources: ['*'],
    why: 'Creating names no configuration yet.',
  },
  {
    sid: 'EditProtectConfiguration',
    access: 'write',
    actions: [
      'sms-voice:UpdateProtectConfigurationCountryRuleSet',
      'sms-voice:SetAccountDefaultProtectConfiguration',
    ],
    resources: [PROTECT_CONFIGURATIONS],
    why: 'Which configuration is the default is known only when it is asked for.',
  },
];
