/**
 * `npm run rules:lock`: takes the rules as they are for locked. Commit the result with them. Refuses
 * logic that changed under the same version, unless told with `-- --same-answers` that it only
 * looks different.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { computeLock, LOCK_URL, unraised, type RuleLock } from './rule-lock.ts';

const before = JSON.parse(readFileSync(LOCK_URL, 'utf8')) as RuleLock;
const now = await computeLock(RULES);
const ids = process.argv.includes('--same-answers') ? [] : unraised(before, now);
if (ids.length > 0) {
  process.stderr.write(
    `changed under the same version: ${ids.join(', ')}. Raise meta.version, or, where no answer can differ, run "npm run rules:lock -- --same-answers". Nothing was written.\n`,
  );
  process.exitCode = 1;
} else writeFileSync(LOCK_URL, `${JSON.stringify(now, null, 2)}\n`);
