import { BLIND_SPOT_PRESETS } from './blind-spot-presets.ts';
import { LOUD_PRESETS } from './loud-presets.ts';
import type { Preset } from './preset.ts';
import { SimulatorError } from './simulator-error.ts';
import { SPREAD_PRESETS } from './spread-presets.ts';

/** The named attacks, in the order in which they are listed and evaluated. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  ...LOUD_PRESETS,
  ...SPREAD_PRESETS,
  ...BLIND_SPOT_PRESETS,
};

export const presetNamed = (name: string): Preset => {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset === undefined)
    throw new SimulatorError(
      `attack "${name}" is not a preset; use one of ${Object.keys(PRESETS).join(', ')}`,
    );
  return preset;
};
