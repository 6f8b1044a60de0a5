import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsNotifier } from '../../../lib/adapters/aws/aws-notifier.ts';
import { openStandIn, type StandInWorld } from '../../aws/stand-in-clients.ts';
import { assertValid } from '../../scenarios/recorded.ts';
import { action, decision, reason } from '../../unit/report/decision-fixture.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:sms-pumping';
const LIMIT = 256 * 1_024;

let world: StandInWorld;
let notifier: AwsNotifier;
const told = () => world.standIn.account;

beforeEach(async () => {
  world = await openStandIn();
  told().topics.add(TOPIC);
  notifier = new AwsNotifier({
    sns: world.sns,
    topicArn: TOPIC,
    events: world.events,
    eventBusName: 'default',
    instance: 'shop',
  });
});
afterEach(() => world.close());

const CONTAIN = decision({
  decisionId: 'dec_01k4w9z3m0000deadbeef',
  settingsHash: `sha256:${'0'.repeat(64)}`,
  kind: 'contain',
  message: 'Tajikistan (TJ): 61 numbers in 60 min where 0.4 are normal.',
  reasons: [
    reason({
      ruleId: 'destination-surge',
      evidence: { distinctNumbers: 61 },
      tune: ['rules/destination-surge/minMessages'],
    }),
  ],
  actions: [action({ actionId: 'act_1' })],
});

describe('telling a decision in AWS', () => {
  it('tells people what happened, what was done, how it ends and what to tune', async () => {
    await notifier.notify(CONTAIN);
    const [message] = told().published;
    expect(message?.subject).toBe('[enforce] SMS pumping contained: TJ');
    for (const part of [
      CONTAIN.message,
      'instance shop',
      'block-country TJ: applied, until 2026-09-11T09:06:00.000Z, before: ALLOW',
      'docs/runbooks/destination-surge.md',
      'rules/destination-surge/minMessages',
    ])
      expect(message?.message).toContain(part);
  });

  it('says of monitor that nothing is blocked, and not that nothing is changed: it puts back', async () => {
    await notifier.notify({ ...CONTAIN, mode: 'monitor' });
    const [message] = told().published;
    expect(message?.message).toContain('nothing is blocked. What was blocked before is put back.');
  });

  it('says who puts back what was moved, and how to have it now', async () => {
    await notifier.notify(CONTAIN);
    const [message] = told().published;
    expect(message?.message).toContain(
      'put back by the detector: while it does not run, they stay',
    );
    expect(message?.message).toContain(
      `npm run --silent rollback -- ${CONTAIN.incidentId} --table <IncidentsTable> --ranges-table <NumberRangesTable>`,
    );
    expect(message?.message).toContain('with --apply it does it');
  });

  it('gives machines the decision as it is in the contract', async () => {
    await notifier.notify(CONTAIN);
    expect(told().events).toEqual([
      {
        bus: 'default',
        source: 'sms-pumping-detector',
        detailType: 'SMS Pumping Decision',
        detail: CONTAIN,
      },
    ]);
  });

  it('leaves the evidence out where it is too large for an event, and says so', async () => {
    const large = {
      ...CONTAIN,
      reasons: [reason({ ruleId: 'r', evidence: { x: 'y'.repeat(LIMIT) } })],
    };
    await notifier.notify(large);
    const [event] = told().events;
    assertValid([event?.detail]);
    expect(JSON.stringify(event?.detail)).toContain('too large');
    expect(event?.detail).toMatchObject({ actions: CONTAIN.actions });
  });

  it('cuts a message that is too long, between characters', async () => {
    const long = { ...CONTAIN, reasons: [], actions: [], message: 'ä'.repeat(LIMIT / 2 + 9) };
    // It fits no event, which is said as well.
    await expect(notifier.notify(long)).rejects.toThrow('events:PutEvents failed');
    const text = told().published[0]?.message ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    expect(text).toMatch(/^ä+�?\n\[...\]$/);
  });

  it('names at most twenty actions, and how many more there are', async () => {
    const actions = Array.from({ length: 33 }, (_, index) => action({ actionId: `act_${index}` }));
    await notifier.notify({ ...CONTAIN, actions });
    expect(told().published[0]?.message).toContain('and 13 more');
  });

  it('has a subject that SNS takes, whatever the decision is about', async () => {
    await notifier.notify({
      ...CONTAIN,
      subject: { kind: 'number-range', country: 'TJ', prefix: '+9929012' },
    });
    expect(told().published[0]?.subject).toBe('[enforce] SMS pumping contained: TJ +9929012');
  });
});

describe('what cannot be told', () => {
  it('is reported, and the other is told all the same', async () => {
    told().topics.clear();
    await expect(notifier.notify(CONTAIN)).rejects.toMatchObject({
      code: 'untold',
      message: expect.stringContaining('sns:Publish failed'),
    });
    expect(told().events).toHaveLength(1);
  });

  it('is also an event that failed in a call that succeeded', async () => {
    told().buses.clear();
    await expect(notifier.notify(CONTAIN)).rejects.toThrow('events:PutEvents failed');
    expect(told().published).toHaveLength(1);
  });
});
