import { getCountries } from 'libphonenumber-js/max';
import type { CountryRule } from '../../../core/respond/levers.ts';
import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';
import type { ProtectConfiguration } from './protect-configurations.ts';

const COUNTRIES: ReadonlySet<string> = new Set(getCountries());
const CAPABILITIES: ReadonlySet<unknown> = new Set(['SMS', 'VOICE', 'MMS', 'RCS']);
const STATUSES: ReadonlySet<unknown> = new Set(['ALLOW', 'BLOCK', 'FILTER', 'MONITOR']);
/** https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html */
const MAX_CONFIGURATIONS = 25;

const invalid = (field: string, message: string): ApiError =>
  new ApiError('ValidationException', 'The request is not valid', {
    members: { Reason: 'FIELD_VALIDATION_FAILED', Fields: [{ Name: field, Message: message }] },
  });

const arnOf = (id: string): string =>
  `arn:aws:sms-voice:us-east-1:123456789012:protect-configuration/${id}`;

/** AWS End User Messaging SMS, as far as Protect configurations go. */
export const protectOperations = (account: StandInAccount, pageSize: number): Operations => {
  const { protect, countriesWithoutRules } = account;
  const describe = (configuration: ProtectConfiguration): Record<string, unknown> => ({
    ProtectConfigurationArn: arnOf(configuration.id),
    ProtectConfigurationId: configuration.id,
    CreatedTimestamp: configuration.createdAtMs / 1_000,
    AccountDefault: configuration.id === protect.accountDefaultId,
    DeletionProtectionEnabled: configuration.isDeletionProtected,
  });
  const find = (id: unknown): ProtectConfiguration => {
    if (typeof id !== 'string' || id === '')
      throw invalid('ProtectConfigurationId', 'must not be empty');
    const found = protect.all.get(id.slice(id.lastIndexOf('/') + 1));
    if (found === undefined)
      throw new ApiError('ResourceNotFoundException', 'The Protect configuration does not exist', {
        members: { ResourceType: 'protect-configuration', ResourceId: id },
      });
    return found;
  };
  const capabilityOf = (value: unknown): string => {
    if (!CAPABILITIES.has(value)) throw invalid('NumberCapability', 'is not a capability');
    return value as string;
  };
  const rulesOf = (configuration: ProtectConfiguration, capability: string) => ({
    ProtectConfigurationArn: arnOf(configuration.id),
    ProtectConfigurationId: configuration.id,
    NumberCapability: capability,
    CountryRuleSet: Object.fromEntries(
      [...protect.rulesOf(configuration, capability)].map(([country, status]) => [
        country,
        { ProtectStatus: status },
      ]),
    ),
  });

  return {
    CreateProtectConfiguration: ({ ClientToken, DeletionProtectionEnabled }) => {
      const token = typeof ClientToken === 'string' ? ClientToken : null;
      const before = token === null ? null : protect.createdBy(token);
      if (before !== null) return describe(before);
      if (protect.all.size >= MAX_CONFIGURATIONS)
        throw new ApiError('ServiceQuotaExceededException', 'Too many Protect configurations', {
          status: 402,
          members: { Reason: 'PROTECT_CONFIGURATIONS_PER_ACCOUNT' },
        });
      return describe(protect.create(token, DeletionProtectionEnabled === true));
    },
    DescribeProtectConfigurations: ({
      ProtectConfigurationIds,
      Filters,
      NextToken,
      MaxResults,
    }) => {
      const ids = Array.isArray(ProtectConfigurationIds) ? ProtectConfigurationIds : [];
      const all = ids.length > 0 ? ids.map(find) : [...protect.all.values()];
      const filters = (Filters ?? []) as readonly { Name: string; Values: readonly string[] }[];
      const from = typeof NextToken === 'string' ? Number(NextToken) : 0;
      const size = typeof MaxResults === 'number' ? Math.min(MaxResults, pageSize) : pageSize;
      // A page is cut before it is filtered, so it may be empty and not the last.
      const page = all
        .slice(from, from + size)
        .map(describe)
        .filter((described) =>
          filters.every(({ Name, Values }) => {
            if (Name === 'account-default')
              return Values.includes(String(described['AccountDefault']));
            if (Name === 'deletion-protection-enabled')
              return Values.includes(String(described['DeletionProtectionEnabled']));
            throw invalid('Filters', `${Name} is not a filter`);
          }),
        );
      return {
        ProtectConfigurations: page,
        ...(from + size < all.length ? { NextToken: String(from + size) } : {}),
      };
    },
    SetAccountDefaultProtectConfiguration: ({ ProtectConfigurationId }) => {
      const { id } = find(ProtectConfigurationId);
      protect.accountDefaultId = id;
      return { DefaultProtectConfigurationArn: arnOf(id), DefaultProtectConfigurationId: id };
    },
    GetProtectConfigurationCountryRuleSet: ({ ProtectConfigurationId, NumberCapability }) =>
      rulesOf(find(ProtectConfigurationId), capabilityOf(NumberCapability)),
    UpdateProtectConfigurationCountryRuleSet: (input) => {
      const configuration = find(input['ProtectConfigurationId']);
      const capability = capabilityOf(input['NumberCapability']);
      const updates = Object.entries(
        (input['CountryRuleSetUpdates'] ?? {}) as Record<string, { ProtectStatus?: unknown }>,
      );
      if (updates.length === 0) throw invalid('CountryRuleSetUpdates', 'must not be empty');
      for (const [country, { ProtectStatus }] of updates) {
        if (!COUNTRIES.has(country) || countriesWithoutRules.has(country))
          throw invalid('CountryRuleSetUpdates', `${country} is not a supported country`);
        if (!STATUSES.has(ProtectStatus))
          throw invalid('CountryRuleSetUpdates', `${country} has no valid ProtectStatus`);
      }
      for (const [country, { ProtectStatus }] of updates)
        protect.setRule(configuration.id, capability, country, ProtectStatus as CountryRule);
      return rulesOf(configuration, capability);
    },
  };
};
