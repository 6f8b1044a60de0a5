import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** The published schema of the decision log. */
export const decisionSchema = JSON.parse(
  readFileSync(new URL('../docs/decision-1.schema.json', import.meta.url), 'utf8'),
) as object;

const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
}).compile(decisionSchema);

const describe = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath === '' ? '/' : instancePath} ${message ?? 'is invalid'} ${JSON.stringify(params)}`;

/** What is wrong with a value that ought to be a decision of the log; empty where nothing is. */
export const validateDecision = (value: unknown): string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(describe);
