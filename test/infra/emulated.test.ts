import { expect, it } from 'vitest';
import { REFUSED_BY_EMULATOR } from '../../lib/infra/emulated.ts';
import { FULL, synthesise } from './synth.ts';

it('for the emulator exactly the types that it refuses are left out, and nothing else changes', () => {
  const real = synthesise(FULL).template.toJSON() as Record<string, Record<string, unknown>>;
  const emulated = synthesise(FULL, true).template.toJSON() as typeof real;
  const kept = Object.entries(real['Resources'] ?? {}).filter(
    ([, resource]) => !REFUSED_BY_EMULATOR.has((resource as { readonly Type: string }).Type),
  );
  expect(emulated).toEqual({ ...real, Resources: Object.fromEntries(kept) });
  expect(kept.length).toBe(Object.keys(real['Resources'] ?? {}).length - 1);
});

/** What ministack 1.4.21 was seen to refuse. */
const REFUSED = [
  /^AWS::CloudWatch::(?:CompositeAlarm|AnomalyDetector)$/,
  /^AWS::Logs::(?:MetricFilter|LogStream|QueryDefinition)$/,
  /^AWS::Cognito::LogDeliveryConfiguration$/,
  /^AWS::SMSVOICE::/,
  /^AWS::SNS::TopicInlinePolicy$/,
  /^AWS::(?:Budgets|Chatbot)::/,
];

it('nothing that is left in is known to be refused, and all that is left out is', () => {
  const isRefused = (type: string) => REFUSED.some((pattern) => pattern.test(type));
  const types = Object.values(synthesise(FULL, true).resources).map(({ Type }) => Type);
  expect(types.filter(isRefused)).toEqual([]);
  expect([...REFUSED_BY_EMULATOR].filter((type) => !isRefused(type))).toEqual([]);
});
