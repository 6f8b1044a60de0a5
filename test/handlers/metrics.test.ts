import { describe, expect, it } from 'vitest';
import type { Look } from '../../lib/core/explain/look.ts';
import { CountryMetrics } from '../../lambdas/evaluate/country-metrics.ts';
import { reportBatch } from '../../lambdas/report-batch.ts';
import type { Telemetry } from '../../lambdas/telemetry.ts';

const collect = () => {
  const metrics: Record<string, number> = {};
  const countries: Record<string, Record<string, number>> = {};
  const telemetry: Telemetry = {
    metric: (id, value) => {
      metrics[id] = value;
    },
    countryMetrics: (country, values) => {
      countries[country] = { ...countries[country], ...values };
    },
    info: () => {},
    error: () => {},
    during: (_, work) => work(),
  };
  return { metrics, countries, telemetry };
};
const names = Array.from({ length: 30 }, (_, index) => `C${index}`);

describe('the metrics of a batch', () => {
  it('name the twenty busiest countries, and sum up all of them', () => {
    const { metrics, countries, telemetry } = collect();
    reportBatch(
      {
        accepted: 465,
        rejected: { 'not-json': 2, 'unknown-record': 1 },
        countries: Object.fromEntries(
          names.map((name, index) => [name, { sent: index + 1, spendUsd: 0.5 }]),
        ),
      },
      telemetry,
    );
    expect(metrics).toEqual({
      ingestedEvents: 465,
      rejectedRecords: 3,
      smsSent: 465,
      smsSpendUsd: 15,
    });
    expect(Object.keys(countries)).toEqual(names.slice(10).reverse());
  });

  it('say nothing of SMS where a batch has none', () => {
    const { metrics, telemetry } = collect();
    reportBatch({ accepted: 2, rejected: {}, countries: {} }, telemetry);
    expect(metrics).toEqual({ ingestedEvents: 2, rejectedRecords: 0 });
  });
});

describe('the metrics of a look', () => {
  const look = (country: string, riskScore: number, matured: number, converted: number): Look =>
    ({
      key: `country/${country}`,
      seen: {
        judgement: { riskScore },
        input: {
          verificationFeed: 'alive',
          window: {
            bins: [
              { matured, converted },
              { matured: 0, converted: 0 },
            ],
          },
        },
      },
    }) as unknown as Look;

  it('tell risk and conversion, no conversion where no code has had its time, and start anew', () => {
    const { metrics, countries, telemetry } = collect();
    const seen = new CountryMetrics();
    seen.onLook(look('TJ', 97, 10, 0));
    seen.onLook(look('DE', 0, 30, 24));
    seen.onLook(look('GB', 0, 0, 0));
    seen.tell(telemetry);
    expect(metrics).toEqual({ riskScore: 97, conversionRate: 60, verificationFeedSilent: 0 });
    expect(countries).toEqual({
      TJ: { riskScore: 97, conversionRate: 0 },
      DE: { riskScore: 0, conversionRate: 80 },
      GB: { riskScore: 0 },
    });
    const again = collect();
    seen.tell(again.telemetry);
    expect([again.metrics, again.countries]).toEqual([{}, {}]);
  });

  it('say that no verifications come in where any look found so', () => {
    const { metrics, telemetry } = collect();
    const seen = new CountryMetrics();
    const silent = look('TJ', 10, 0, 0);
    Object.assign(silent.seen.input ?? {}, { verificationFeed: 'silent' });
    seen.onLook(look('DE', 0, 5, 4));
    seen.onLook(silent);
    seen.onLook(look('GB', 0, 5, 4));
    seen.tell(telemetry);
    expect(metrics).toMatchObject({ verificationFeedSilent: 1 });
  });

  it('say that verifications come in where a look saw the newest codes used, and nothing where none could tell', () => {
    const { metrics, telemetry } = collect();
    const seen = new CountryMetrics();
    // Fewer than three unused codes: nobody asked why.
    seen.onLook(look('TJ', 10, 2, 0));
    seen.onLook(look('GB', 0, 0, 0));
    const once = look('DE', 0, 5, 4);
    const bins = once.seen.input?.window.bins as unknown as { matured: number }[];
    Object.assign(bins[1] ?? {}, { matured: 1 });
    seen.onLook(once);
    seen.tell(telemetry);
    expect(metrics).not.toHaveProperty('verificationFeedSilent');

    seen.onLook(look('DE', 0, 5, 4));
    seen.onLook(look('TJ', 10, 2, 0));
    seen.tell(telemetry);
    expect(metrics).toMatchObject({ verificationFeedSilent: 0 });
  });

  it('name the twenty most at risk', () => {
    const { countries, telemetry } = collect();
    const seen = new CountryMetrics();
    for (const [index, name] of names.entries()) seen.onLook(look(name, index, 0, 0));
    seen.tell(telemetry);
    expect(Object.keys(countries)).toEqual(names.slice(10).reverse());
  });
});
