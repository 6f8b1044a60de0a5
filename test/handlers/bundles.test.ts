import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildLambdas, BUNDLE_FILE } from '../../lib/packaging/build-lambdas.ts';
import { fixture, SCHEDULED, subscriptionOf } from './envelopes.ts';
import { metricOf, openFunctionWorld, type FunctionWorld } from './function-world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Handler = (event: unknown) => Promise<unknown>;

/** As Lambda runs them: one file, its environment, its handler, and the time that it is. */
describe('the bundles', () => {
  let world: FunctionWorld;
  beforeAll(async () => {
    await buildLambdas(ROOT);
    world = await openFunctionWorld();
    for (const [name, value] of Object.entries(world.environment)) vi.stubEnv(name, value);
  });
  afterAll(() => world.close());
  const load = async (name: string): Promise<Handler> => {
    const path = pathToFileURL(join(ROOT, 'dist/lambdas', name, BUNDLE_FILE)).href;
    const { handler } = (await import(path)) as { readonly handler: Handler };
    return handler;
  };

  for (const name of ['ingest-delivery-status', 'ingest-cognito'])
    it(`${name} reads its key and a batch, and tells what it could not read`, async () => {
      const handler = await load(name);
      await handler(subscriptionOf(fixture('delivery-status-batch')));
      // The recorded batch is of a day long gone: how much of it still counts depends on today.
      const printed = world.printed();
      const read = [
        ...metricOf(printed, 'IngestedEvents'),
        ...metricOf(printed, 'RejectedRecords'),
      ];
      expect(read.reduce((sum, count) => sum + count, 0)).toBe(7);
    });

  it('cognito-verification counts, and hands the event back', async () => {
    const handler = await load('cognito-verification');
    const event = fixture('post-confirmation');
    expect(await handler(event)).toEqual(event);
    expect(metricOf(world.printed(), 'IngestedEvents')).toEqual([1]);
  });

  it('evaluate looks, and beats', async () => {
    const handler = await load('evaluate');
    await handler(await world.streamOf('counters'));
    expect(metricOf(world.printed(), 'EvaluateHeartbeat')).toEqual([1]);
  });

  it('respond finds nothing to do, and beats', async () => {
    const handler = await load('respond');
    await handler(SCHEDULED);
    expect(metricOf(world.printed(), 'RespondHeartbeat')).toEqual([1]);
  });
});
