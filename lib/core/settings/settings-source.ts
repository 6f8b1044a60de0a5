import type { SettingsProblem } from './parse-settings.ts';
import type { Settings } from './settings.ts';

/** The settings in force, and what of the configured ones cannot be used. */
export interface SettingsReading {
  readonly settings: Settings;
  /** Each leaves the last good value of its key in force. */
  readonly problems: readonly SettingsProblem[];
}

/**
 * Where the owner's settings are. Rejects with `SettingsError` while nothing at all is known: the
 * defaults are an owner's choice only where the owner was heard.
 */
export interface SettingsSource {
  read(): Promise<SettingsReading>;
}
