import type { StandInAccount } from './account.ts';
import { ApiError, type Operation, type Operations } from './api-error.ts';

/** A parameter of Parameter Store as last written. */
export interface StandInParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedAtMs: number;
  readonly allowedPattern: string | null;
  /** The versions before this one, oldest first. */
  readonly history: readonly StandInParameter[];
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
const MAX_PAGE = 10;
const MAX_STANDARD_BYTES = 4_096;
const NAME = /^\/?[\w.-]+(?:\/[\w.-]+)*$/;

const invalid = (message: string): ApiError => new ApiError('ValidationException', message);

const textOf = (value: unknown, what: string): string => {
  if (typeof value !== 'string' || value === '') throw invalid(`${what} must not be empty`);
  return value;
};

/** Parameter Store, as far as plain strings go. It pages as AWS does: ten at most, whatever is asked for. */
export const parameterOperations = (account: StandInAccount, pageSize: number): Operations => {
  const { parameters, clock } = account;
  const described = (parameter: StandInParameter): Record<string, unknown> => ({
    Name: parameter.name,
    Type: parameter.type,
    Value: parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAtMs / 1_000,
    ARN: `arn:aws:ssm:us-east-1:123456789012:parameter${parameter.name}`,
    DataType: 'text',
  });
  const find = (name: unknown): StandInParameter => {
    const parameter = parameters.get(textOf(name, 'Name'));
    if (parameter === undefined)
      throw new ApiError('ParameterNotFound', 'The parameter does not exist.');
    return parameter;
  };
  const put: Operation = ({ Name, Value, Type, Overwrite, AllowedPattern }) => {
    const name = textOf(Name, 'Name');
    const value = textOf(Value, 'Value');
    const before = parameters.get(name);
    if (!NAME.test(name)) throw invalid(`Parameter name ${name} is not allowed`);
    if (before !== undefined && Overwrite !== true)
      throw new ApiError('ParameterAlreadyExists', 'The parameter already exists.');
    if (Buffer.byteLength(value) > MAX_STANDARD_BYTES)
      throw invalid(`Standard tier parameters support a maximum of ${MAX_STANDARD_BYTES} bytes`);
    const type = Type ?? before?.type;
    if (type !== 'String' && type !== 'StringList')
      throw invalid('The stand-in keeps parameters of type String and StringList only');
    const pattern =
      typeof AllowedPattern === 'string' ? AllowedPattern : (before?.allowedPattern ?? null);
    if (pattern !== null && !new RegExp(`^(?:${pattern})$`).test(value))
      throw new ApiError(
        'ParameterPatternMismatchException',
        `The value does not match ${pattern}`,
      );
    const version = (before?.version ?? 0) + 1;
    parameters.set(name, {
      name,
      type,
      value,
      version,
      modifiedAtMs: clock.nowMs(),
      allowedPattern: pattern,
      history: before === undefined ? [] : [...before.history, before],
    });
    return { Version: version, Tier: 'Standard' };
  };

  return {
    GetParameter: ({ Name }) => ({ Parameter: described(find(Name)) }),
    GetParameterHistory: ({ Name, NextToken }) => {
      const parameter = find(Name);
      const versions = [...parameter.history, parameter];
      const from = typeof NextToken === 'string' ? Number(NextToken) : 0;
      return {
        Parameters: versions.slice(from, from + pageSize).map(described),
        ...(from + pageSize < versions.length ? { NextToken: String(from + pageSize) } : {}),
      };
    },
    PutParameter: put,
    GetParametersByPath: ({ Path, Recursive, MaxResults, NextToken }) => {
      const path = `${textOf(Path, 'Path').replace(/\/$/, '')}/`;
      if (!path.startsWith('/')) throw invalid('Path must begin with a slash');
      const below = [...parameters.values()]
        .filter(({ name }) => name.startsWith(path))
        .filter(({ name }) => Recursive === true || !name.slice(path.length).includes('/'))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const from = typeof NextToken === 'string' ? Number(NextToken) : 0;
      const asked = typeof MaxResults === 'number' ? MaxResults : MAX_PAGE;
      if (asked < 1 || asked > MAX_PAGE) throw invalid(`MaxResults must be 1 to ${MAX_PAGE}`);
      const size = Math.min(asked, pageSize);
      return {
        Parameters: below.slice(from, from + size).map(described),
        ...(from + size < below.length ? { NextToken: String(from + size) } : {}),
      };
    },
    DeleteParameter: ({ Name }) => {
      parameters.delete(find(Name).name);
      return {};
    },
  };
};
