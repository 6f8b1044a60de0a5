import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { DAY_MS, formatIso } from '../core/time.ts';
import { confounderNamed } from './confounder-presets.ts';
import { presetNamed } from './presets.ts';
import { checkScenario, readScenario } from './read-scenario.ts';
import type { Attack, Confounder, Scenario, TenantModel } from './scenario.ts';
import { SimulatorError } from './simulator-error.ts';
import { TENANT_CLASSES, type TenantClass, tenantModel } from './tenant-models.ts';
import { type WriteSummary, writeScenario } from './write-scenario.ts';

/** The options of the `simulate` command, as a command line gives them. */
export interface SimulateOptions {
  readonly out: string;
  readonly seed?: number | undefined;
  readonly days?: number | undefined;
  /** ISO 8601. */
  readonly start?: string | undefined;
  readonly tenant?: string | undefined;
  readonly messagesPerDay?: number | undefined;
  /** ISO 3166-1 code of the country that most messages go to. */
  readonly home?: string | undefined;
  /** `PRESET` or `PRESET@<hours after start>`. */
  readonly attack?: readonly string[] | undefined;
  /** Honest traffic that looks like an attack, in the same form. */
  readonly confounder?: readonly string[] | undefined;
  /** A stored scenario; then nothing but `out`, `labels` and `saveScenario` may be given. */
  readonly scenario?: string | undefined;
  /** Where to write the ground truth (gzip). */
  readonly labels?: string | undefined;
  /** Where to write the scenario, to have the same again. */
  readonly saveScenario?: string | undefined;
  /** False leaves the feed out. */
  readonly verifications?: boolean | undefined;
  readonly cognito?: boolean | undefined;
}

export interface SimulateSummary extends WriteSummary {
  readonly out: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly seed: number;
}

export const SIMULATE_DEFAULTS = {
  seed: 1,
  days: 7,
  /** A Monday. */
  start: '2026-09-07T00:00:00.000Z',
  tenant: 'small',
  home: 'DE',
  /** Attacks begin a little after the middle, so that there is something to learn from before. */
  attackAtShareOfPeriod: 0.6,
} as const;

export const runSimulate = async (options: SimulateOptions): Promise<SimulateSummary> => {
  refuseInside(options.out, '--labels', options.labels);
  refuseInside(options.out, '--save-scenario', options.saveScenario);
  const scenario =
    options.scenario === undefined
      ? checkScenario(scenarioFromOptions(options))
      : await storedScenario(options, options.scenario);
  if (options.labels !== undefined) await mkdir(dirname(options.labels), { recursive: true });
  const written = await writeScenario(scenario, options.out, options.labels);
  if (options.saveScenario !== undefined) {
    await mkdir(dirname(options.saveScenario), { recursive: true });
    await writeFile(options.saveScenario, `${JSON.stringify(scenario, null, 2)}\n`);
  }
  return {
    out: options.out,
    seed: scenario.seed,
    period: {
      from: formatIso(scenario.startMs),
      to: formatIso(scenario.startMs + scenario.days * DAY_MS),
    },
    ...written,
  };
};

export const scenarioFromOptions = (options: SimulateOptions): Scenario => {
  const seed = wholeNumber('--seed', options.seed ?? SIMULATE_DEFAULTS.seed, 0, 2 ** 32 - 1);
  const days = inRange('--days', options.days ?? SIMULATE_DEFAULTS.days, 0.01, 3_660);
  const startMs = parseStart(options.start ?? SIMULATE_DEFAULTS.start);
  const { messagesPerDay } = options;
  const tenant = tenantModel({
    tenantClass: parseTenantClass(options.tenant ?? SIMULATE_DEFAULTS.tenant),
    seed,
    homeCountry: options.home ?? SIMULATE_DEFAULTS.home,
    ...(messagesPerDay === undefined
      ? {}
      : { messagesPerDay: inRange('--messages-per-day', messagesPerDay, 0, 1e8) }),
  });
  return {
    seed,
    startMs,
    days,
    tenant,
    ...planPresets(options, tenant, days),
    feeds: { verifications: options.verifications ?? true, cognito: options.cognito ?? true },
  };
};

/** What the presets that were asked for put into the scenario. */
const planPresets = (
  options: SimulateOptions,
  tenant: TenantModel,
  days: number,
): { attacks: readonly Attack[]; confounders: readonly Confounder[] } => {
  const attacks: Attack[] = [];
  const confounders: Confounder[] = [];
  const add = (more: readonly Confounder[]): void => {
    for (const one of more) confounders.push(withFreshId(one, confounders));
  };
  for (const { name, startsAfterMinutes } of parsePlaces('--attack', options.attack, days)) {
    const preset = presetNamed(name);
    for (const attack of preset.attacks({ tenant, startsAfterMinutes }))
      attacks.push({ ...attack, id: freshId(attack.id, attacks) });
    add(preset.confounders?.({ tenant, startsAfterMinutes }) ?? []);
  }
  for (const { name, startsAfterMinutes } of parsePlaces('--confounder', options.confounder, days))
    add(confounderNamed(name).confounders({ tenant, startsAfterMinutes }));
  return { attacks, confounders };
};

/** `PRESET` or `PRESET@<hours after start>`. */
const parsePlaces = (option: string, wanted: readonly string[] = [], days: number) =>
  wanted.map((text) => {
    const [name = '', hours] = text.split('@');
    const startsAfterMinutes = Math.round(
      hours === undefined
        ? days * SIMULATE_DEFAULTS.attackAtShareOfPeriod * 24 * 60
        : inRange(option, hours.trim() === '' ? Number.NaN : Number(hours), 0, days * 24) * 60,
    );
    return { name, startsAfterMinutes };
  });

const withFreshId = (confounder: Confounder, others: readonly Confounder[]): Confounder => {
  if (confounder.kind !== 'group') return confounder;
  const taken = others.flatMap((other) => (other.kind === 'group' ? [other.traffic] : []));
  const { traffic } = confounder;
  return { ...confounder, traffic: { ...traffic, id: freshId(traffic.id, taken) } };
};

/** The second attack of a preset is `drip-2`. */
const freshId = (id: string, taken: readonly { readonly id: string }[]): string => {
  const isTaken = (candidate: string) => taken.some((attack) => attack.id === candidate);
  if (!isTaken(id)) return id;
  let number = 2;
  while (isTaken(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
};

const storedScenario = async (options: SimulateOptions, path: string): Promise<Scenario> => {
  const { seed, days, start, tenant, messagesPerDay, home } = options;
  const extra = { seed, days, start, tenant, messagesPerDay, home };
  const given = Object.entries(extra).find(([, value]) => value !== undefined)?.[0];
  const presetOption = (options.confounder?.length ?? 0) > 0 ? 'confounder' : 'attack';
  const presets = (options.attack?.length ?? 0) + (options.confounder?.length ?? 0);
  if (given !== undefined || presets > 0)
    throw new SimulatorError(
      `--scenario holds everything that --${dashed(given ?? presetOption)} would say; give one of the two, or edit the file`,
    );
  if (options.verifications === false || options.cognito === false)
    throw new SimulatorError(
      '--scenario says which feeds to write; edit "feeds" in the file instead of leaving one out',
    );
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new SimulatorError(`--scenario: cannot read "${path}": ${String(error)}`, {
      cause: error,
    });
  }
  return readScenario(text);
};

const dashed = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

const refuseInside = (out: string, option: string, path: string | undefined): void => {
  if (path === undefined) return;
  const inside = relative(resolve(out), resolve(path));
  if (inside !== '' && !inside.startsWith('..') && resolve(inside) !== inside)
    throw new SimulatorError(
      `${option}: "${path}" lies in "${out}", where replay would read it; choose a place outside`,
    );
};

const parseStart = (text: string): number => {
  const hasZone = /Z$|[+-]\d\d:?\d\d$/.test(text);
  const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) || hasZone ? text : `${text}Z`);
  if (Number.isNaN(ms))
    throw new SimulatorError(
      `--start: "${text}" is not an ISO 8601 time; write 2026-09-09T00:00:00Z`,
    );
  return ms;
};

const parseTenantClass = (text: string): TenantClass => {
  const found = TENANT_CLASSES.find((name) => name === text);
  if (found === undefined)
    throw new SimulatorError(`--tenant: "${text}" is none of ${TENANT_CLASSES.join(', ')}`);
  return found;
};

const inRange = (option: string, value: number, min: number, max: number): number => {
  if (!(value >= min && value <= max))
    throw new SimulatorError(`${option}: give a number from ${min} to ${max}, not ${value}`);
  return value;
};

const wholeNumber = (option: string, value: number, min: number, max: number): number => {
  if (!Number.isInteger(value))
    throw new SimulatorError(`${option}: give a whole number, not ${value}`);
  return inRange(option, value, min, max);
};
