import {
  GetProtectConfigurationCountryRuleSetCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
  type PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Country } from '../../../core/ingest/events.ts';
import type { CountryRule } from '../../../core/respond/levers.ts';
import { requireCountry } from '../../lever-values.ts';
import { callAws, unreadable } from './call-aws.ts';
import { createAccountDefault, findAccountDefault } from './default-protect-configuration.ts';

const GET = 'sms-voice:GetProtectConfigurationCountryRuleSet';
const UPDATE = 'sms-voice:UpdateProtectConfigurationCountryRuleSet';
const RULES: ReadonlySet<string> = new Set<CountryRule>(['ALLOW', 'BLOCK', 'FILTER', 'MONITOR']);

type RuleOfSet = { readonly ProtectStatus?: CountryRule | undefined };
type RuleSet = Readonly<Record<string, RuleOfSet>>;

const known = (country: Country, { ProtectStatus }: RuleOfSet): CountryRule => {
  if (ProtectStatus === undefined || !RULES.has(ProtectStatus))
    throw unreadable(GET, `a known rule for ${country}`);
  return ProtectStatus;
};

/**
 * Country rules for SMS in the account-default Protect configuration. That configuration is edited
 * where it stands; it is created only in an account that has none, and only to stop something.
 * Country rules have no expiry at AWS: whoever sets one must take it back.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-configuration.html
 */
export class CountryRules {
  readonly #client: PinpointSMSVoiceV2Client;
  readonly #clock: { nowMs(): number };

  constructor(options: {
    readonly client: PinpointSMSVoiceV2Client;
    readonly clock: { nowMs(): number };
  }) {
    this.#client = options.client;
    this.#clock = options.clock;
  }

  /** A country without a rule, and every country of an account without a default, is allowed. */
  async read(country: Country): Promise<CountryRule> {
    requireCountry(country);
    const rule = (await this.#readRuleSet())[country];
    return rule === undefined ? 'ALLOW' : known(country, rule);
  }

  /** Every rule that is written down, in one reading; whoever is not named is allowed, as in `read`. */
  async readAll(): Promise<ReadonlyMap<Country, CountryRule>> {
    const rules = Object.entries(await this.#readRuleSet());
    return new Map(rules.map(([country, rule]) => [country, known(country, rule)]));
  }

  /**
   * Sets the rules of the named countries and leaves all others: the update is incremental. One call
   * however many, since AWS takes about one write a second
   * (https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html) and 300 countries a call
   * (https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_UpdateProtectConfigurationCountryRuleSet.html),
   * more than there are. It is written even where the rule seems to be in force already: a read may
   * be behind what was written last.
   */
  async write(changes: ReadonlyMap<Country, CountryRule>): Promise<void> {
    for (const country of changes.keys()) requireCountry(country);
    if (changes.size === 0) return;
    const found = await findAccountDefault(this.#client);
    if (found === null && [...changes.values()].every((rule) => rule === 'ALLOW')) return;
    const ProtectConfigurationId =
      found ?? (await createAccountDefault(this.#client, this.#clock.nowMs()));
    const updates = [...changes].map(([country, rule]) => [country, { ProtectStatus: rule }]);
    await callAws(UPDATE, () =>
      this.#client.send(
        new UpdateProtectConfigurationCountryRuleSetCommand({
          ProtectConfigurationId,
          NumberCapability: 'SMS',
          CountryRuleSetUpdates: Object.fromEntries(updates) as Record<
            string,
            { ProtectStatus: CountryRule }
          >,
        }),
      ),
    );
  }

  async #readRuleSet(): Promise<RuleSet> {
    const ProtectConfigurationId = await findAccountDefault(this.#client);
    if (ProtectConfigurationId === null) return {};
    const { CountryRuleSet } = await callAws(GET, () =>
      this.#client.send(
        new GetProtectConfigurationCountryRuleSetCommand({
          ProtectConfigurationId,
          NumberCapability: 'SMS',
        }),
      ),
    );
    if (CountryRuleSet === undefined) throw unreadable(GET, 'a rule set');
    return CountryRuleSet;
  }
}
