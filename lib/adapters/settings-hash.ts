import { canonicalSettings, type Settings } from '../core/settings/settings.ts';
import { sha256Hex } from './sha256.ts';

/** What stands in every decision, and is equal where settings are equal. */
export const settingsHashOf = (settings: Settings): string =>
  `sha256:${sha256Hex(canonicalSettings(settings))}`;
