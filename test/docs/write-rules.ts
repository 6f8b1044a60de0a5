import { writeFile } from 'node:fs/promises';
import { renderRules } from './render-rules.ts';

await writeFile(new URL('../../docs/rules.md', import.meta.url), renderRules());
