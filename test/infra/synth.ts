// Read by CDK when it is imported: the app's own synthesis validates, in `synth.test.ts`.
process.env['CDK_VALIDATION'] = 'false';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { DetectorConfig } from '../../lib/infra/read-config.ts';
import { DetectorStack } from '../../lib/infra/detector-stack.ts';
import { leaveOutRefused } from '../../lib/infra/emulated.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';
export const POOL_ID = `${REGION}_Ab1Cd2Ef3`;

/** Everything that the app can be told to deploy. */
export const FULL: DetectorConfig = {
  userPoolIds: [POOL_ID],
  alarmEmail: 'oncall@example.com',
  verificationLogGroupNames: ['/shop/verifications'],
};

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

export interface Synthesised {
  readonly stack: Stack;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Resources of a type, with their logical ids. */
  ofType(type: string): readonly (Resource & { readonly id: string })[];
}

export const read = (stack: Stack): Synthesised => {
  const template = Template.fromStack(stack);
  const resources = template.toJSON()['Resources'] as Readonly<Record<string, Resource>>;
  return {
    stack,
    template,
    resources,
    ofType: (type) =>
      Object.entries(resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => ({ id, ...resource })),
  };
};

const synthesised = new Map<string, Synthesised>();

/** The app's stack, as it would be deployed into an account and region. Made once for each configuration. */
export const synthesise = (config: DetectorConfig = {}, isEmulated = false): Synthesised => {
  const key = JSON.stringify([config, isEmulated]);
  const known = synthesised.get(key);
  if (known !== undefined) return known;
  const stack = new DetectorStack(new App(), 'detector', config, {
    env: { account: ACCOUNT, region: REGION },
  });
  if (isEmulated) leaveOutRefused(stack);
  const made = read(stack);
  synthesised.set(key, made);
  return made;
};

/** A stack for a construct of one's own. */
export const emptyStack = (): Stack =>
  new Stack(new App(), 'app', { env: { account: ACCOUNT, region: REGION } });

/** A reference as text: logical ids, and what surrounds them. */
export const flat = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    Ref: ref,
  } = value as {
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
    readonly 'Fn::GetAtt'?: readonly string[];
    readonly Ref?: string;
  };
  if (join !== undefined) return join[1].map(flat).join(join[0]);
  if (attribute !== undefined) return attribute.join('.');
  return ref ?? JSON.stringify(value);
};

/** The logical id that a reference begins with. */
export const idOf = (reference: unknown): string => flat(reference).split('.')[0] ?? '';

export const asList = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];
