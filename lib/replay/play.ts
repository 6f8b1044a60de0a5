import { createIngestTools } from '../adapters/ingest-tools.ts';
import { settingsHashOf } from '../adapters/settings-hash.ts';
import { sha256Hex } from '../adapters/sha256.ts';
import type { Decision } from '../core/decide/decision.ts';
import { RULES } from '../core/evaluate/registry.ts';
import type { Look } from '../core/explain/look.ts';
import type { Settings } from '../core/settings/settings.ts';
import { CODE_VERSION } from '../version.ts';
import type { ArrivedRecord } from './input/arrived-record.ts';
import type { Rejects } from './rejects.ts';
import { ReplayClock, Run, type RunTotals } from './run.ts';
import { openStores, type StoreName } from './stores.ts';

export interface PlayOptions {
  readonly store: StoreName;
  readonly settings: Settings;
  readonly rejects: Rejects;
  readonly onDecision: (decision: Decision) => Promise<void>;
  /** Told of each look of the detector; what it is handed is to be read at once. */
  readonly onLook?: (look: Look) => void;
  /** Told of how many records were taken so far. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Hashes of a replay live and die with it and are never written, so their key is no secret. A fixed
 * one makes two runs the same, byte for byte.
 */
const REPLAY_HASH_KEY = new TextEncoder().encode('sms-pumping-detector replay, no secret');

/** Plays records, in order of arrival, through a detector of their own with fresh stores. */
export const play = async (
  records: AsyncIterable<readonly ArrivedRecord[]> | Iterable<readonly ArrivedRecord[]>,
  { store, settings, rejects, onDecision, onLook, onProgress }: PlayOptions,
): Promise<RunTotals> => {
  const clock = new ReplayClock();
  const stores = await openStores(store, clock);
  try {
    const run = new Run(
      {
        clock,
        stores,
        tools: createIngestTools(REPLAY_HASH_KEY),
        digest: sha256Hex,
        rejects,
        onDecision,
        ...(onLook === undefined ? {} : { onLook }),
      },
      {
        settings,
        rules: RULES,
        settingsHash: settingsHashOf(settings),
        codeVersion: CODE_VERSION,
      },
    );
    let done = 0;
    for await (const chunk of records) {
      await run.take(chunk);
      done += chunk.length;
      onProgress?.(done);
    }
    return await run.end();
  } finally {
    await stores.close();
  }
};
