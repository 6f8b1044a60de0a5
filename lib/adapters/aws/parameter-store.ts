import {
  DeleteParameterCommand,
  GetParametersByPathCommand,
  paginateGetParameterHistory,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { toSettingsError } from './settings-error.ts';

/** All parameters of the detector are below this; then comes the instance, then the key. */
export const PARAMETER_ROOT = '/sms-pumping-detector';
export const DEFAULT_INSTANCE = 'default';
/** A path with further instances in it would mix them. */
const INSTANCE = /^[A-Za-z0-9_.-]{1,64}$/;

export const isInstanceName = (instance: string): boolean => INSTANCE.test(instance);

/** `/sms-pumping-detector/default/`: what stands before every key. */
export const parameterPrefix = (instance: string): string => {
  if (!isInstanceName(instance))
    throw new RangeError(
      `${JSON.stringify(instance)} is no instance: letters, digits, _ . and - only`,
    );
  return `${PARAMETER_ROOT}/${instance}/`;
};

/** AWS hands out ten at most. */
const PAGE_SIZE = 10;

/** The parameters of one instance in SSM Parameter Store, as texts by key. Every method rejects with `SettingsError`. */
export class ParameterStore {
  readonly #client: SSMClient;
  readonly #prefix: string;

  constructor(client: SSMClient, instance: string) {
    this.#client = client;
    this.#prefix = parameterPrefix(instance);
  }

  /** Every parameter, over all pages: all of them or none. */
  async readAll(): Promise<ReadonlyMap<string, string>> {
    const values = new Map<string, string>();
    let NextToken: string | undefined;
    try {
      do {
        const page = await this.#client.send(
          new GetParametersByPathCommand({
            Path: this.#prefix,
            Recursive: true,
            MaxResults: PAGE_SIZE,
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
        );
        for (const { Name = '', Value = '' } of page.Parameters ?? [])
          values.set(Name.slice(this.#prefix.length), Value);
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return values;
    } catch (error) {
      throw toSettingsError('ssm:GetParametersByPath', error);
    }
  }

  /** The values that a parameter had, the latest first. */
  async readHistory(key: string): Promise<readonly string[]> {
    const versions: (readonly [version: number, value: string])[] = [];
    try {
      const pages = paginateGetParameterHistory(
        { client: this.#client },
        { Name: this.#prefix + key },
      );
      for await (const { Parameters = [] } of pages)
        for (const { Version = 0, Value = '' } of Parameters) versions.push([Version, Value]);
      return versions.sort(([a], [b]) => b - a).map(([, value]) => value);
    } catch (error) {
      throw toSettingsError('ssm:GetParameterHistory', error);
    }
  }

  async write(key: string, value: string): Promise<void> {
    try {
      await this.#client.send(
        new PutParameterCommand({
          Name: this.#prefix + key,
          Value: value,
          Type: 'String',
          Overwrite: true,
        }),
      );
    } catch (error) {
      throw toSettingsError('ssm:PutParameter', error);
    }
  }

  /** Whether there was one. */
  async remove(key: string): Promise<boolean> {
    try {
      await this.#client.send(new DeleteParameterCommand({ Name: this.#prefix + key }));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return false;
      throw toSettingsError('ssm:DeleteParameter', error);
    }
  }
}
