import { HOUR_MS } from '../core/time.ts';
import { type IncidentsTable, withIncidents } from '../operate/open-incidents.ts';
import { checkLevers } from '../operate/check-levers.ts';
import { withLevers } from '../operate/open-levers.ts';
import { overviewOf } from '../operate/overview.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { formatIncident, formatIncidents, formatOverview } from './print-incidents.ts';

/** What commands about the present need from outside. */
export interface Present {
  nowMs(): number;
}

export interface IncidentsArguments extends Omit<IncidentsTable, 'clock'> {
  readonly json?: boolean;
}

const print = (isJson: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(`${isJson === true ? JSON.stringify(value, null, 2) : text}\n`);
};

/** Incidents that are not closed, or were closed in the last hours. */
export const listIncidents = async (
  args: IncidentsArguments & { readonly hours: number },
  present: Present,
): Promise<void> => {
  const sinceMs = present.nowMs() - args.hours * HOUR_MS;
  const incidents = await withIncidents({ ...args, clock: present }, (store) =>
    store.load(sinceMs),
  );
  print(args.json, incidents, formatIncidents(incidents));
};

/**
 * One incident with its decisions, which are kept for longer than it.
 *
 * @throws UnusableInputError when neither is there
 */
export const showIncident = async (
  incidentId: string,
  args: IncidentsArguments,
  present: Present,
): Promise<void> => {
  const { incident = null, decisions } = await withIncidents(
    { ...args, clock: present },
    async (store) => ({
      incident: (await store.load(-Infinity)).find((each) => each.incidentId === incidentId),
      decisions: await store.readDecisions(incidentId),
    }),
  );
  if (incident === null && decisions.length === 0)
    throw new UnusableInputError(
      `there is no incident ${incidentId} in ${args.table}. "incidents list --hours 2160" names those that were closed in the last 90 days; decisions are kept for 400.`,
    );
  print(args.json, { incident, decisions }, formatIncident(incident, decisions));
};

export interface StatusArguments extends IncidentsArguments {
  /** Whether to ask the account what its levers are, too. */
  readonly check?: boolean;
  readonly rangesTable: string;
}

export const showStatus = async (args: StatusArguments, present: Present): Promise<void> => {
  const nowMs = present.nowMs();
  const place = { ...args, clock: present };
  const incidents = await withIncidents(place, (store) => store.load(-Infinity));
  const written = overviewOf(incidents, nowMs);
  const overview =
    args.check === true
      ? await withLevers(place, (levers) => checkLevers(written, levers))
      : written;
  print(args.json, overview, formatOverview(overview));
};
