import { expect, it } from 'vitest';
import { FULL, type Resource, synthesise } from './synth.ts';

const isRefused = ({ Type, Properties = {} }: Resource): boolean =>
  Type === 'AWS::CloudWatch::Dashboard' ||
  (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties);

it('for the emulator exactly what it refuses is left out, and nothing else changes', () => {
  const real = synthesise(FULL).template.toJSON() as Record<string, Record<string, Resource>>;
  const emulated = synthesise(FULL, true).template.toJSON() as typeof real;
  const kept = Object.entries(real['Resources'] ?? {}).filter(
    ([, resource]) => !isRefused(resource),
  );
  expect(emulated).toEqual({ ...real, Resources: Object.fromEntries(kept) });
  // The alarms on expressions, and the dashboard that shows them.
  expect(kept.length).toBe(Object.keys(real['Resources'] ?? {}).length - 3);
});
