import type { SettingsReading, SettingsSource } from '../lib/core/settings/settings-source.ts';
import type { Telemetry } from './telemetry.ts';

/** Reads the settings, and tells what of them cannot be used: the metric each time, the log when it changes. */
export const createSettingsReader = (source: SettingsSource, telemetry: Telemetry) => {
  let told = '[]';
  return async (): Promise<SettingsReading> => {
    const reading = await source.read();
    telemetry.metric('settingsInvalid', reading.problems.length);
    const now = JSON.stringify(reading.problems);
    if (now !== told) {
      const { problems } = reading;
      telemetry.info(
        problems.length === 0
          ? 'all settings can be used again'
          : 'settings that cannot be used: the last good values are in force',
        { problems },
      );
    }
    told = now;
    return reading;
  };
};
