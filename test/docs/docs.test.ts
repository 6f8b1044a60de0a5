import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../lib/cli/program.ts';
import { ACTION_KINDS } from '../../lib/core/decide/decision.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { RESPONSE_PARAMETERS } from '../../lib/core/respond/response-parameters.ts';
import { parseSettings } from '../../lib/core/settings/parse-settings.ts';
import { PRESETS } from '../../lib/simulator/presets.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { renderRules } from './render-rules.ts';
import { putBlock, renderSample, type SampleBlocks } from './render-sample.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const markdownUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...markdownUnder('docs')].sort();

const FENCE = /^ *```(\S*)([^\n]*)\n([\s\S]*?)^ *```$/gm;
const fences = (text: string): { language: string; info: string; body: string }[] =>
  [...text.matchAll(FENCE)].map(([, language = '', info = '', body = '']) => ({
    language,
    info: info.trim(),
    body,
  }));

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
const anchorsOf = (text: string): string[] =>
  [...text.replace(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );

/** Commands of shell fences and inline code, with continued lines joined. */
const commandsOf = (text: string): string[] => [
  ...fences(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ body }) => body.replace(/\\\n\s*/g, ' ').split('\n')),
  ...[...text.replace(FENCE, '').matchAll(/`(npm [^`]+)`/g)].map(([, command = '']) => command),
];

/** What a check finds on any page, each with its page. */
const problemsOn = (check: (text: string, page: string) => readonly string[]): string[] =>
  PAGES.flatMap((page) => check(read(page), page).map((problem) => `${page}: ${problem}`));

const isBrokenLink = (target: string, page: string): boolean => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return true;
  return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
};

const unknownOptions = (command: string): readonly string[] => {
  const [, name, rest = ''] = /npm run (?:--silent )?([a-z]+) -- (.*)$/.exec(command) ?? [];
  const top = createProgram().commands.find((candidate) => candidate.name() === name);
  if (top === undefined) return [];
  const [first] = rest.split(' ');
  const known = top.commands.find((candidate) => candidate.name() === first) ?? top;
  if (top.commands.length > 0 && known === top) return [`${name} ${first}`];
  const options = ['--help', ...known.options.map(({ long }) => long)];
  return [...rest.matchAll(/(?<=^|\s)--[a-z-]+/g)]
    .map(([option]) => option)
    .filter((option) => !options.includes(option));
};

const KNOWN_SETTINGS = new Set([
  ...RULES.flatMap(({ meta, parameters }) =>
    ['enabled', ...Object.keys(parameters)].map((name) => `rules/${meta.id}/${name}`),
  ),
  ...ACTION_KINDS.flatMap((kind) =>
    ['enabled', ...Object.keys(RESPONSE_PARAMETERS[kind])].map(
      (name) => `responses/${kind}/${name}`,
    ),
  ),
]);

describe('the documentation', () => {
  it('has rules.md as the code has the rules; run `npm run docs:rules`', () => {
    expect(read('docs/rules.md')).toBe(renderRules());
  });

  it('links to files and headings that exist', () => {
    const broken = problemsOn((text, page) =>
      [...text.replace(FENCE, '').matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && isBrokenLink(target, page)),
    );
    expect(broken).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const scripts = Object.keys(packageJson.scripts);
    const unknown = problemsOn((text) =>
      commandsOf(text)
        .flatMap((command) => [
          ...command.matchAll(/\bnpm (?:run (?:--silent )?)?(?<script>[a-z0-9:]+)/g),
        ])
        .map(({ groups }) => groups?.['script'] ?? '')
        .filter((script) => script !== 'ci' && !scripts.includes(script)),
    );
    expect(unknown).toEqual([]);
  });

  it('calls commands that exist, with options that they have', () => {
    expect(problemsOn((text) => commandsOf(text).flatMap(unknownOptions))).toEqual([]);
  });

  it('names attacks that the simulator has, every one of them in the README', () => {
    const readme = read('README.md');
    const missing = Object.keys(PRESETS).filter(
      (preset) => !new RegExp(`\`${preset}[\`@]`).test(readme),
    );
    expect(missing).toEqual([]);
    const unknown = problemsOn((text) =>
      commandsOf(text)
        .flatMap((command) => [...command.matchAll(/--attack (?<preset>[a-z-]+)/g)])
        .map(({ groups }) => groups?.['preset'] ?? '')
        .filter((preset) => !Object.hasOwn(PRESETS, preset)),
    );
    expect(unknown).toEqual([]);
  });

  it('has settings examples without a mistake', () => {
    const problems = problemsOn((text) =>
      fences(text)
        .filter(({ language, info }) => language === 'json' && info === 'settings')
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
        .flatMap((entries) => parseSettings(entries, RULES).problems)
        .map(({ key, problem }) => `${key} ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it('names settings that exist', () => {
    const unknown = problemsOn((text) =>
      [...text.matchAll(/`((?:rules|responses)\/[a-z-]+\/[^`\s]+)`/g)]
        .map(([, key = '']) => key.replace(/\/countries\/[^/]+\//, '/'))
        .filter((key) => !key.includes('<') && !KNOWN_SETTINGS.has(key)),
    );
    expect(unknown).toEqual([]);
  });

  it('has a runbook for each rule, with every part that a person on call needs', () => {
    for (const { meta } of RULES) {
      const runbook = read(meta.runbook);
      expect(anchorsOf(runbook).slice(1)).toEqual(['check', 'decide', 'undo', 'tune', 'tell']);
      expect(runbook).toContain('**What fired.**');
      expect(runbook).toContain(`\`rules/${meta.id}/`);
    }
  });

  it('lists every decision record in the index', () => {
    const index = read('docs/adr/README.md');
    const records = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
    for (const record of records) expect(index).toContain(`(${record})`);
  });

  describe('shows the sample run', () => {
    let blocks: SampleBlocks;
    beforeAll(async () => {
      blocks = await renderSample();
    });

    it.each([
      ['README.md', 'terminal'],
      ['docs/decision-log.md', 'decision'],
    ] as const)('in %s as it is; run `npm run docs:sample`', (page, name) => {
      expect(read(page)).toBe(putBlock(read(page), name, blocks[name]));
    });
  });
});
