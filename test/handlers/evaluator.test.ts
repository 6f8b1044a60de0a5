import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTouchedSlots } from '../../lib/adapters/aws/counters-stream.ts';
import { LocalLevers } from '../../lib/adapters/local/local-levers.ts';
import { MemoryAuditLog } from '../../lib/adapters/local/memory-audit-log.ts';
import { MemoryCounterStore } from '../../lib/adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../../lib/adapters/local/memory-incident-store.ts';
import { RecentDestinations } from '../../lib/adapters/local/recent-destinations.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { countryKey, toSlotDeltas } from '../../lib/core/count/observations.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/time.ts';
import { ReplayClock } from '../../lib/replay/run.ts';
import { createEvaluateFunction } from '../../lambdas/evaluate/evaluate-function.ts';
import { Evaluator } from '../../lambdas/evaluate/evaluator.ts';
import { createIngestFunction } from '../../lambdas/ingest-function.ts';
import { createTelemetry } from '../../lambdas/telemetry.ts';
import { statusOf, TOOLS } from '../contract/delivery-log/delivery-log-contract.ts';
import { optionsFor } from '../scenarios/recorded.ts';
import { payloadOf, SCHEDULED, subscriptionOf } from './envelopes.ts';
import { metricOf, openFunctionWorld, type FunctionWorld } from './function-world.ts';

const NOW_MS = Date.UTC(2026, 8, 11, 5, 0, 2);
const BUDGET = 'rules/spend-burn/monthlyBudgetUsd';
const FLOOD = 'rules/resend-flood/enabled';

let world: FunctionWorld;
let evaluate: (event: unknown) => Promise<void>;
beforeEach(async () => {
  world = await openFunctionWorld();
  world.clock.set(NOW_MS);
  evaluate = createEvaluateFunction(world);
});
afterEach(() => world.close());
const pass = (ms: number) => world.clock.set(world.clock.nowMs() + ms);

/** Sends to numbers of one country, and counts them as the ingest function does. */
const send = async (count: number, sentAtMs = world.clock.nowMs() - MINUTE_MS) => {
  const messages = Array.from({ length: count }, (_, index) => ({
    message: statusOf(`+99290${sentAtMs % 997}${1_000 + index}`.slice(0, 13), sentAtMs),
    timestampMs: sentAtMs + SECOND_MS,
  }));
  await createIngestFunction(world)(subscriptionOf(payloadOf(messages)));
};
/** Sixty SMS to one number: what a rule sees that needs no history. */
const flood = async () => {
  const sentAtMs = world.clock.nowMs() - MINUTE_MS;
  const messages = Array.from({ length: 60 }, () => ({
    message: statusOf('+992901230001', sentAtMs),
    timestampMs: sentAtMs,
  }));
  await createIngestFunction(world)(subscriptionOf(payloadOf(messages)));
};
const looks = () => metricOf(world.printed(), 'RiskScore', 'TJ');

describe('the evaluate function', () => {
  it('looks at what the stream tells, and at nothing else', async () => {
    await evaluate(SCHEDULED);
    await send(5);
    expect(looks()).toEqual([]);
    pass(15 * SECOND_MS);
    await evaluate(await world.streamOf('counters'));
    expect(looks()).toEqual([expect.any(Number)]);
    pass(15 * SECOND_MS);
    await evaluate(SCHEDULED);
    expect(looks()).toEqual([]);
  });

  it('looks once an interval of five seconds, and loses nothing that comes within', async () => {
    await evaluate(SCHEDULED);
    await send(5);
    world.printed();
    pass(3 * SECOND_MS);
    await evaluate(await world.streamOf('counters'));
    expect(looks()).toEqual([]);
    pass(5 * SECOND_MS);
    await evaluate(SCHEDULED);
    expect(looks()).toHaveLength(1);
  });

  it('looks within five minutes at what was counted and no stream ever told, and says so', async () => {
    await evaluate(SCHEDULED);
    const lookedAfter: number[] = [];
    for (let minute = 1; minute <= 6; minute += 1) {
      pass(MINUTE_MS);
      if (minute < 3) await send(5);
      world.printed();
      await evaluate(SCHEDULED);
      const printed = world.printed();
      if (metricOf(printed, 'RiskScore', 'TJ').length === 0) continue;
      lookedAfter.push(minute);
      expect(JSON.stringify(printed)).toContain('the stream had not told');
    }
    expect(lookedAfter).toEqual([5]);
  });

  it('beats at every run, and says that all is well with zeros', async () => {
    await evaluate(SCHEDULED);
    const printed = world.printed();
    expect(metricOf(printed, 'EvaluateHeartbeat')).toEqual([1]);
    for (const name of [
      'SettingsInvalid',
      'NotAssessed',
      'Unlearned',
      'RuleErrors',
      'Untold',
      'OpenIncidents',
    ])
      expect([name, ...metricOf(printed, name)]).toEqual([name, 0]);
  });

  it('tells the spend limit of the account once a minute, as it is then', async () => {
    const limits = async () => {
      await evaluate(SCHEDULED);
      return metricOf(world.printed(), 'SpendLimitUsd');
    };
    const { smsAttributes } = world.standIn.account;
    smsAttributes.set('MonthlySpendLimit', '250');
    expect(await limits()).toEqual([250]);
    smsAttributes.set('MonthlySpendLimit', '40');
    pass(15 * SECOND_MS);
    expect(await limits()).toEqual([]);
    pass(MINUTE_MS);
    expect(await limits()).toEqual([40]);
  });

  it.each([
    ['cannot be read', () => world.standIn.faults.inject('GetSMSAttributes', 'access-denied')],
    ['was never set', () => world.standIn.account.smsAttributes.delete('MonthlySpendLimit')],
  ])(
    'guesses no spend limit where it %s, counts that as not assessed, and goes on',
    async (_, make) => {
      make();
      await evaluate(SCHEDULED);
      const printed = world.printed();
      expect(metricOf(printed, 'SpendLimitUsd')).toEqual([]);
      expect(metricOf(printed, 'NotAssessed')).toEqual([0, 1]);
      expect(metricOf(printed, 'EvaluateHeartbeat')).toEqual([1]);
    },
  );

  it('reads no spend limit where a budget of your own takes its place', async () => {
    const { environment, standIn } = world;
    standIn.faults.inject('GetSMSAttributes', 'access-denied');
    const budgeted = { ...environment, SMS_PUMPING_FOLLOW_SPEND_LIMIT: 'false' };
    await createEvaluateFunction({ ...world, environment: budgeted })(SCHEDULED);
    const printed = world.printed();
    expect(metricOf(printed, 'SpendLimitUsd')).toEqual([]);
    expect(metricOf(printed, 'NotAssessed')).toEqual([0]);
    expect(standIn.requests.map(({ operation }) => operation)).not.toContain('GetSMSAttributes');
  });

  it('fails at its start when a variable is missing or no list', () => {
    const { environment } = world;
    for (const [name, value] of [
      ['SMS_PUMPING_TOPIC_ARN', ''],
      ['SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON', '{}'],
      ['SMS_PUMPING_FOLLOW_SPEND_LIMIT', 'yes'],
    ] as const)
      expect(() =>
        createEvaluateFunction({ ...world, environment: { ...environment, [name]: value } }),
      ).toThrow(name);
  });
});

describe('a change of the settings', () => {
  const readBudgets = async () => {
    await evaluate(SCHEDULED);
    return metricOf(world.printed(), 'SettingsInvalid');
  };

  it('is in force a minute later in a function that stays warm', async () => {
    await world.parameters.write(FLOOD, 'false');
    await flood();
    await evaluate(SCHEDULED);
    expect(looks()).toEqual([0]);
    await world.parameters.write(FLOOD, 'true');
    pass(MINUTE_MS);
    await evaluate(SCHEDULED);
    const [risk = 0] = looks();
    expect(risk).toBeGreaterThan(0);
  });

  it('to a value that cannot be used keeps the last good one, and raises the metric until it is corrected', async () => {
    await world.parameters.write(BUDGET, '1500');
    expect(await readBudgets()).toEqual([0]);
    await world.parameters.write(BUDGET, 'lots');
    pass(MINUTE_MS);
    await evaluate(SCHEDULED);
    const printed = world.printed();
    expect(metricOf(printed, 'SettingsInvalid')).toEqual([1]);
    expect(JSON.stringify(printed)).toContain(BUDGET);
    await world.parameters.write(BUDGET, '1600');
    pass(MINUTE_MS);
    expect(await readBudgets()).toEqual([0]);
  });

  it('is waited for at a cold start: without any settings the run fails, and the next makes good for it', async () => {
    await send(5);
    world.printed();
    const stream = await world.streamOf('counters');
    world.standIn.faults.inject('GetParametersByPath', 'access-denied');
    await expect(evaluate(stream)).rejects.toMatchObject({ code: 'settings-unavailable' });
    expect(metricOf(world.printed(), 'EvaluateHeartbeat')).toEqual([]);
    await evaluate(stream);
    expect(looks()).toHaveLength(1);
  });
});

describe('an outage of DynamoDB', () => {
  /** What the SDK's clients of the functions are told to talk to. */
  const withDynamoDb = (endpoint: string): void => {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
    evaluate = createEvaluateFunction(world);
  };

  it('fails the run, and a fresh one looks at what was counted, though its batch never comes again', async () => {
    await send(5);
    world.printed();
    withDynamoDb('http://127.0.0.1:9');
    await expect(evaluate(await world.streamOf('counters'))).rejects.toThrow('DynamoDB');
    withDynamoDb(world.db.endpoint);
    await evaluate(SCHEDULED);
    expect(looks()).toHaveLength(1);
  });

  it('drops what a warm function remembers, so that the next run starts from the stores', async () => {
    await evaluate(SCHEDULED);
    await send(5);
    world.printed();
    pass(15 * SECOND_MS);
    // A stream record that cannot be read stands for whatever goes wrong half way.
    await expect(evaluate({ Records: [{ eventName: 'INSERT' }] })).rejects.toThrow('stream record');
    await evaluate(SCHEDULED);
    expect(looks()).toHaveLength(1);
  });
});

describe('a delivery log that may not be read', () => {
  it('leaves the subject not assessed, and a warm function what it remembers', async () => {
    await evaluate(SCHEDULED);
    await flood();
    world.standIn.faults.inject('FilterLogEvents', 'access-denied', 2);
    world.printed();
    pass(15 * SECOND_MS);
    await evaluate(await world.streamOf('counters'));
    expect(metricOf(world.printed(), 'NotAssessed')).toEqual([1]);
    const sentAtMs = world.clock.nowMs() - MINUTE_MS;
    const message = { message: statusOf('+4915112300001', sentAtMs), timestampMs: sentAtMs };
    await createIngestFunction(world)(subscriptionOf(payloadOf([message])));
    world.printed();
    pass(15 * SECOND_MS);
    await evaluate(SCHEDULED);
    // One that starts from the stores looks at every country.
    expect(metricOf(world.printed(), 'RiskScore', 'DE')).toEqual([]);
  });
});

describe('another instance at work', () => {
  it('is noticed by the silence: what it was told of is looked at', async () => {
    await evaluate(SCHEDULED);
    await send(5);
    await world.streamOf('counters');
    world.printed();
    pass(91 * SECOND_MS);
    await evaluate(SCHEDULED);
    expect(looks()).toHaveLength(1);
  });
});

describe('an evaluator on stores in memory', () => {
  const open = (clock: ReplayClock, counters: MemoryCounterStore) => {
    const opened: Pipeline[] = [];
    const metrics: (readonly [string, number])[] = [];
    const options = optionsFor('monitor');
    const evaluator = new Evaluator({
      readSettings: async () => ({ settings: options.settings, problems: [] }),
      openPipeline: () => {
        const ports = {
          counters,
          incidents: new MemoryIncidentStore({ clock }),
          audit: new MemoryAuditLog({ clock }),
          deliveryLog: new RecentDestinations({ clock, blockHashOf: () => 0 }),
          levers: new LocalLevers({ clock }),
          notifier: { notify: async () => {} },
          digest: sha256Hex,
        };
        opened.push(new Pipeline(ports, { ...options, respond: 'elsewhere' }));
        return opened.at(-1) as Pipeline;
      },
      clock,
      telemetry: {
        ...createTelemetry('evaluate', 'default'),
        metric: (id, value) => metrics.push([id, value]),
      },
    });
    return { evaluator, opened, metrics };
  };

  it('that ran for longer than the schedule waits takes that for no silence: what it remembers serves', async () => {
    const clock = new ReplayClock();
    clock.advance(NOW_MS);
    class SlowCounterStore extends MemoryCounterStore {
      override async readActiveKeys(fromMs: number, toMs: number) {
        clock.advance(clock.nowMs() + 100 * SECOND_MS);
        return super.readActiveKeys(fromMs, toMs);
      }
    }
    const { evaluator, opened } = open(clock, new SlowCounterStore({ clock }));
    await evaluator.run(SCHEDULED);
    expect(clock.nowMs() - NOW_MS).toBeGreaterThan(90 * SECOND_MS);
    await evaluator.run(SCHEDULED);
    expect(opened).toHaveLength(1);
  });

  it('tells that an hour was not learned from, until it was', async () => {
    const clock = new ReplayClock();
    clock.advance(NOW_MS - MINUTE_MS);
    class FlakyCounterStore extends MemoryCounterStore {
      isDown = false;
      override async writeHours(...args: Parameters<MemoryCounterStore['writeHours']>) {
        if (this.isDown) throw new StoreError('down', { retryable: true });
        await super.writeHours(...args);
      }
    }
    const counters = new FlakyCounterStore({ clock });
    const { evaluator, metrics } = open(clock, counters);
    const timestampMs = NOW_MS - 10 * MINUTE_MS;
    const message = statusOf('+992901230001', timestampMs);
    const read = createIngest(TOOLS).record({ message, timestampMs });
    await counters.merge(toSlotDeltas(read.ok ? [read.event] : []));
    for (const isDown of [false, true, false]) {
      counters.isDown = isDown;
      await evaluator.run(SCHEDULED);
      clock.advance(clock.nowMs() + MINUTE_MS);
    }
    expect(metrics.filter(([id]) => id === 'unlearned').map(([, value]) => value)).toEqual([
      0, 1, 0,
    ]);
  });
});

describe('the stream of the counters', () => {
  const record = (pk: string, sk: string, eventName = 'MODIFY') => ({
    eventName,
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } },
  });

  it('tells each minute once, of countries and of clients', () => {
    const Records = [
      record(countryKey('TJ'), 'm#2026-09-11T05:03Z#0'),
      record(countryKey('TJ'), 'm#2026-09-11T05:03Z#1-3', 'INSERT'),
      record('client/pool/app', 'm#2026-09-11T05:04Z#0'),
    ];
    expect(readTouchedSlots({ Records })).toEqual([
      { key: 'country/TJ', startMs: Date.UTC(2026, 8, 11, 5, 3) },
      { key: 'client/pool/app', startMs: Date.UTC(2026, 8, 11, 5, 4) },
    ]);
  });

  it('is no news where the detector wrote itself, or an item expired', () => {
    const Records = [
      record(countryKey('TJ'), 'h#2026-09-11T05Z'),
      record('active', 'k#2026-09-11T05Z#country/TJ'),
      record(countryKey('TJ'), 'm#2026-09-07T05:03Z#0', 'REMOVE'),
    ];
    expect(readTouchedSlots({ Records })).toEqual([]);
    expect(readTouchedSlots(SCHEDULED)).toEqual([]);
  });

  it('is refused when its records carry no keys', () => {
    expect(() => readTouchedSlots({ Records: [{ eventName: 'INSERT', dynamodb: {} }] })).toThrow(
      'dynamodb.Keys',
    );
  });
});
