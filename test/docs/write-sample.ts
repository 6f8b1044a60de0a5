import { readFile, writeFile } from 'node:fs/promises';
import { putBlock, renderSample } from './render-sample.ts';

const { terminal, decision } = await renderSample();
const readme = new URL('../../README.md', import.meta.url);
await writeFile(readme, putBlock(await readFile(readme, 'utf8'), 'terminal', terminal));
const log = new URL('../../docs/decision-log.md', import.meta.url);
await writeFile(log, putBlock(await readFile(log, 'utf8'), 'decision', decision));
