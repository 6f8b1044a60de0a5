/** `npm run rules:lock`: takes the rules as they are for locked. Commit the result with them. */
import { writeFileSync } from 'node:fs';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { computeLock, LOCK_URL } from './rule-lock.ts';

writeFileSync(LOCK_URL, `${JSON.stringify(await computeLock(RULES), null, 2)}\n`);
