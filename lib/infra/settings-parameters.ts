import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { RULES } from '../core/evaluate/registry.ts';
import { parseSettings } from '../core/settings/parse-settings.ts';
import type { DetectorContext } from './detector-context.ts';
import { EMPTY_LIST, settingDefinitions } from './setting-definitions.ts';

/** A setting's value as a settings file may have it. */
export type SettingValue = string | number | boolean | readonly string[];

export interface SettingsParametersProps {
  readonly context: DetectorContext;
  /** Values that differ from the defaults, by key; also for one country (`rules/<id>/countries/DE/<parameter>`). */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

const COUNTRY_OVERRIDE =
  'A value for one country, which goes before that of all. Delete the parameter to end it.';

/**
 * One SSM parameter a setting. CloudFormation writes a parameter when its template changes and at no
 * other time, so what an operator set stays until then: docs/deploy.md says what changes it.
 */
export class SettingsParameters extends Construct {
  constructor(scope: Construct, id: string, { context, settings }: SettingsParametersProps) {
    super(scope, id);
    const { problems } = parseSettings(settings, RULES);
    if (problems.length > 0)
      throw new Error(
        `settings cannot be used: ${problems.map(({ key, problem }) => `${key}: ${problem}`).join('; ')}`,
      );
    const definitions = settingDefinitions();
    for (const { key, defaultValue, allowedPattern, description } of definitions) {
      const given = settings[key];
      this.#parameter(context, key, {
        value: given === undefined ? defaultValue : toText(given),
        allowedPattern,
        description,
      });
    }
    const known = new Set(definitions.map(({ key }) => key));
    for (const [key, value] of Object.entries(settings))
      if (!known.has(key))
        this.#parameter(context, key, { value: toText(value), description: COUNTRY_OVERRIDE });
  }

  #parameter(
    { instance }: DetectorContext,
    key: string,
    props: { value: string; description: string; allowedPattern?: string },
  ): void {
    new CfnParameter(this, key.replaceAll('/', '-'), {
      name: `${settingsPath(instance)}/${key}`,
      type: 'String',
      ...props,
    });
  }
}

const toText = (value: SettingValue): string => {
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return text === '' ? EMPTY_LIST : text;
};

export const settingsPath = (instance: string): string => `/sms-pumping-detector/${instance}`;

/** Reading the settings of one instance, and of no other. */
export const readSettingsStatement = (
  scope: Construct,
  { instance }: DetectorContext,
): PolicyStatement => {
  const path = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: settingsPath(instance).slice(1),
  });
  return new PolicyStatement({
    sid: 'ReadSettings',
    // The history holds the last good value of a parameter that has a bad one.
    actions: ['ssm:GetParameterHistory', 'ssm:GetParametersByPath'],
    resources: [path, `${path}/*`],
  });
};
