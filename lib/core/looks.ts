import { countryKey, countryOfKey, type CounterKey } from './count/observations.ts';
import { CampaignWatch } from './decide/campaign.ts';
import type { Case } from './decide/case.ts';
import type { IncidentBook } from './decide/incident-book.ts';
import { judgeAccount, totalsOfAccount } from './decide/judge-account.ts';
import type { Campaign } from './decide/joins-campaign.ts';
import { judgeDestination, type JudgeContext } from './decide/judge.ts';
import { wantsRanges } from './decide/probe.ts';
import { heldCountries, POOL_KEY, poolCase } from './decide/pool.ts';
import type { Finding } from './evaluate/evaluate.ts';
import { glanceAt, lookAtAccount, lookAtCountry, type LookContext } from './evaluate/look.ts';
import { isLowTraffic, lookAtPool, quietestOf } from './evaluate/look-at-pool.ts';
import type { CountryInput } from './evaluate/rule.ts';
import type { Country } from './ingest/events.ts';
import type { Destination } from './respond/plan.ts';
import { isWorthActing } from './respond/stake.ts';
import type { Settings } from './settings/settings.ts';

/** A rule that threw, and on what. */
export interface FailedRule {
  readonly key: CounterKey;
  readonly ruleId: string;
  readonly message: string;
}

/**
 * The looks of one moment: each subject evaluated and judged, in the light of the incidents there
 * are. Every method rejects with a `DetectorError` when a store or the delivery log does.
 */
export class Looks {
  readonly #context: LookContext;
  readonly #book: IncidentBook;
  readonly #settings: Settings;
  readonly #atMs: number;
  readonly #campaigns: CampaignWatch;
  readonly #campaign: Campaign;
  readonly #failedRules: FailedRule[] = [];

  constructor(context: LookContext, book: IncidentBook, settings: Settings, atMs: number) {
    this.#context = context;
    this.#book = book;
    this.#settings = settings;
    this.#atMs = atMs;
    this.#campaigns = new CampaignWatch(book);
    this.#campaign = this.#campaigns.kindAt(atMs, context.baselines);
  }

  /** Of every subject that was looked at, whoever it was told to. */
  get failedRules(): readonly FailedRule[] {
    return this.#failedRules;
  }

  atCountry(country: Country): Promise<Case> {
    return this.#atCountry(country, this.#campaign);
  }

  /** Whether what happens to a destination during a campaign is told with the rest of it. */
  isPoolsOwn(country: Country, { judgement }: Case): boolean {
    if (this.#book.find(countryKey(country)) !== null) return false;
    if (heldCountries(this.#book.find(POOL_KEY)).includes(country)) return true;
    const isOn = this.#campaign !== 'none' && isLowTraffic(country, this.#context.baselines);
    return isOn && judgement.verdict !== 'clear';
  }

  /**
   * The destinations with hardly any customers, taken together; `null` when there is nothing to be
   * told of them.
   *
   * @param joining those that were just judged to be part of a campaign
   */
  async atPool(joining: readonly Destination[]): Promise<Case | null> {
    const incident = this.#book.find(POOL_KEY);
    const heldOnes = heldCountries(incident);
    const held: CountryInput[] = [];
    for (const country of heldOnes) held.push(await glanceAt(country, this.#atMs, this.#context));
    const free = this.#freeCountries(heldOnes);
    if (free.length + held.length === 0) return null;
    const pooled = quietestOf(free, this.#context.baselines);
    const look = await lookAtPool(pooled, this.#atMs, this.#context);
    this.#noteRules(POOL_KEY, look.findings);
    const whole = judgeDestination(look.input, look.findings, { groups: [], campaign: 'none' });
    const members = new Map(joining.map((member) => [member.input.subject.country, member]));
    // Once all together are pumped, each is taken for a part of it.
    if (whole.verdict === 'pumping' && whole.isActive)
      for (const country of free)
        for (const member of (await this.#atCountry(country, 'spray')).destinations)
          if (member.judgement.verdict === 'pumping') members.set(country, member);
    const seen = poolCase(look, whole, [...members.values()], held, incident);
    // A number or two in a country or two, of which nothing would come.
    const isIdle = incident === null && whole.verdict === 'clear';
    return isIdle && !isWorthActing(seen.judgement, this.#settings) ? null : seen;
  }

  async atAccount(): Promise<Case> {
    const { reader } = this.#context;
    const open = this.#book.open();
    const explained = new Set([
      ...open.map((incident) => incident.key),
      ...heldCountries(this.#book.find(POOL_KEY)).map(countryKey),
    ]);
    const unexplained = reader.keys().filter((key) => !explained.has(key));
    const { input, findings } = await lookAtAccount(unexplained, this.#atMs, this.#context);
    this.#noteRules('account', findings);
    const isAnyPumping = open.some(({ last }) => last.verdict === 'pumping');
    return {
      input: null,
      baseline: null,
      judgement: judgeAccount(input, findings, isAnyPumping),
      destinations: [],
      held: [],
      totals: totalsOfAccount(input),
      account: input,
    };
  }

  async #atCountry(country: Country, campaign: Campaign): Promise<Case> {
    const incident = this.#book.find(countryKey(country));
    const { input, findings, groups } = await lookAtCountry(
      country,
      this.#atMs,
      this.#context,
      incident !== null && wantsRanges(incident, this.#atMs),
    );
    this.#noteRules(countryKey(country), findings);
    const prior: JudgeContext = { groups, campaign: this.#priorOf(country, campaign) };
    const judgement = judgeDestination(input, findings, prior);
    return {
      input,
      baseline: input.baseline,
      judgement,
      destinations: [{ input, judgement, prior }],
      held: [],
    };
  }

  #priorOf(country: Country, campaign: Campaign): Campaign {
    if (!isLowTraffic(country, this.#context.baselines)) return 'none';
    if (campaign !== 'none') return campaign;
    return this.#campaigns.isRelapse(country, this.#atMs) ? 'rotation' : 'none';
  }

  /** Destinations of the pool's kind that have no incident and of which no lever is held. */
  #freeCountries(held: readonly Country[]): readonly Country[] {
    return this.#context.reader.keys().flatMap((key) => {
      const country = countryOfKey(key);
      const isFree =
        country !== null &&
        isLowTraffic(country, this.#context.baselines) &&
        !held.includes(country) &&
        this.#book.find(key) === null;
      return isFree ? [country] : [];
    });
  }

  #noteRules(key: CounterKey, findings: readonly Finding[]): void {
    for (const finding of findings)
      if (finding.verdict === 'error')
        this.#failedRules.push({ key, ruleId: finding.ruleId, message: finding.message });
  }
}
