import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Rule } from '../../lib/core/evaluate/rule.ts';

export const LOCK_URL = new URL('rules.lock.json', import.meta.url);
const RULES_URL = new URL('../../lib/core/evaluate/rules/', import.meta.url);

export type RuleLock = Readonly<
  Record<string, { readonly version: number; readonly sha256: string }>
>;

/**
 * A rule's code with everything that it imports, bundled and without whitespace: comments, formatting and
 * what the rule does not use leave no trace, a changed statistic does. Texts for people are taken out.
 */
const logicOf = async (rule: Rule): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`${rule.meta.id}.rule.ts`, RULES_URL))],
    bundle: true,
    // Not identifiers: short names are dealt out by what the whole source holds, used or not.
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    charset: 'utf8',
    logLevel: 'silent',
  });
  const { title, description, falsePositives, blindSpots } = rule.meta;
  const helps = Object.values(rule.parameters).map(({ help }) => help);
  let code = outputFiles[0]?.text ?? '';
  for (const text of [title, description, ...falsePositives, ...blindSpots, ...helps])
    code = code.replaceAll(text, '');
  return code;
};

const parametersOf = ({ parameters }: Rule): unknown =>
  Object.entries(parameters)
    .map(([name, { default: preset, min, max, unit }]) => [name, preset, min, max, unit])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));

/** Version and hash of each rule's logic and parameters. */
export const computeLock = async (rules: readonly Rule[]): Promise<RuleLock> =>
  Object.fromEntries(
    await Promise.all(
      rules.map(async (rule): Promise<[string, { version: number; sha256: string }]> => {
        const content = JSON.stringify([await logicOf(rule), parametersOf(rule)]);
        const sha256 = createHash('sha256').update(content).digest('hex');
        return [rule.meta.id, { version: rule.meta.version, sha256 }];
      }),
    ),
  );

/** Rules whose logic or parameters changed, and whose version did not. */
export const unraised = (before: RuleLock, now: RuleLock): readonly string[] =>
  Object.keys(now).filter(
    (id) => before[id]?.version === now[id]?.version && before[id]?.sha256 !== now[id]?.sha256,
  );
