import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { formatDecision } from '../../lib/cli/print-decision.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { readSettingsFile } from '../../lib/replay/settings-file.ts';
import { replay } from '../../lib/replay/replay.ts';

const SAMPLE = fileURLToPath(new URL('../../docs/sample/logs', import.meta.url));
const WIDTH = 110;
const MESSAGE_COLUMN = 31;

/** Breaks a line between words; further lines begin below the message. */
const wrap = (line: string): string => {
  const lines: string[] = [];
  let current = line.slice(0, MESSAGE_COLUMN);
  for (const word of line.slice(MESSAGE_COLUMN).split(' ')) {
    if (current.trim() !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current.trimEnd());
      current = ' '.repeat(MESSAGE_COLUMN);
    }
    current += current.length === MESSAGE_COLUMN ? word : ` ${word}`;
  }
  return [...lines, current].join('\n');
};

/** JSON with short arrays and objects on one line. */
const toJson = (value: unknown, indent = ''): string => {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= WIDTH)
    return flat;
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => `${inner}${toJson(item, inner)}`)
    : Object.entries(value).map(
        ([key, item]) => `${inner}${JSON.stringify(key)}: ${toJson(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${entries.join(',\n')}\n${indent}${close}`;
};

const isShown = ({ kind }: Decision): boolean => kind !== 'update';

export interface SampleBlocks {
  /** What `npm start` prints, without updates, wrapped. */
  readonly terminal: string;
  /** The decision that contained the attack. */
  readonly decision: string;
}

/** Replays the sample as `npm start` does, on the faster store: both give the same decisions. */
export const renderSample = async (): Promise<SampleBlocks> => {
  const outDir = await mkdtemp(join(tmpdir(), 'docs-sample-'));
  try {
    const decisions: Decision[] = [];
    const { summary } = await replay({
      inputs: [SAMPLE],
      outDir,
      store: 'memory',
      settings: await readSettingsFile(undefined, 'enforce'),
      onDecision: (decision) => decisions.push(decision),
    });
    const usd = (value: number): string => `$${value.toFixed(2)}`;
    const { spendUsd, estimatedLossUsd, estimatedSavedUsd, events, incidents } = summary;
    const terminal = [
      ...decisions
        .filter(isShown)
        .map((decision) => wrap(stripVTControlCharacters(formatDecision(decision)))),
      '',
      `${events.accepted.toLocaleString('en-US')} of ${events.read.toLocaleString('en-US')} records, ${summary.period.from} to ${summary.period.to}, mode enforce`,
      `Incidents: ${incidents}   Spend: ${usd(spendUsd)}   Lost: ${usd(estimatedLossUsd)}   Saved: ${usd(estimatedSavedUsd)}`,
    ].join('\n');
    const contain = decisions.find(({ kind }) => kind === 'contain');
    return {
      terminal: `\`\`\`text\n${terminal}\n\`\`\``,
      decision: `\`\`\`json\n${toJson(contain)}\n\`\`\``,
    };
  } finally {
    await rm(outDir, { recursive: true });
  }
};

/** The text with what stands between `<!-- sample:NAME -->` and `<!-- /sample -->` replaced. */
export const putBlock = (text: string, name: keyof SampleBlocks, block: string): string => {
  const [before, rest] = text.split(`<!-- sample:${name} -->\n`);
  const after = rest?.split('<!-- /sample -->').slice(1).join('<!-- /sample -->');
  if (before === undefined || after === undefined)
    throw new Error(`there is no place for the sample's ${name}`);
  return `${before}<!-- sample:${name} -->\n${block}\n<!-- /sample -->${after}`;
};
