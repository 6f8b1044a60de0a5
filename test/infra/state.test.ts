import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { countersTable, TTL_ATTRIBUTE } from '../../lib/adapters/aws/dynamodb-table.ts';
import { SmsPumpingDetector } from '../../lib/infra/sms-pumping-detector.ts';
import { emptyStack, FULL, idOf, read, type Synthesised, synthesise } from './synth.ts';

/** In a replacement and after the stack, but not after a first deployment that failed: nothing is in it yet. */
const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise(FULL);
});

describe('every table', () => {
  it('has the keys that the adapters write, on demand', () => {
    const { KeySchema, AttributeDefinitions, BillingMode } = countersTable('counters');
    const tables = stack.ofType('AWS::DynamoDB::Table');
    expect(tables).toHaveLength(3);
    for (const { Properties } of tables)
      expect(Properties).toMatchObject({ KeySchema, AttributeDefinitions, BillingMode });
  });

  it('forgets what has expired, can be restored to any second, and is kept', () => {
    for (const { Properties, ...policies } of stack.ofType('AWS::DynamoDB::Table')) {
      expect(Properties).toMatchObject({
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: false,
      });
      expect(policies).toMatchObject(KEPT);
    }
  });

  it('refuses to be deleted when asked to', () => {
    for (const { Properties } of synthesise({ deletionProtection: true }).ofType(
      'AWS::DynamoDB::Table',
    ))
      expect(Properties?.['DeletionProtectionEnabled']).toBe(true);
  });
});

it('counters and incidents have streams of keys alone; the deny list has none', () => {
  const streams = stack
    .ofType('AWS::DynamoDB::Table')
    .map(({ id, Properties }) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties?.['StreamSpecification'],
    ]);
  expect(streams).toEqual([
    ['DetectorStateCounters', { StreamViewType: 'KEYS_ONLY' }],
    ['DetectorStateIncidents', { StreamViewType: 'KEYS_ONLY' }],
    ['DetectorStateNumberRanges', undefined],
  ]);
});

it('the hash key is made by Secrets Manager, kept, and in no template', () => {
  const [secret] = stack.ofType('AWS::SecretsManager::Secret');
  expect(secret?.Properties).toMatchObject({
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  expect(secret?.Properties).not.toHaveProperty('SecretString');
  expect(secret).toMatchObject(KEPT);
  const template = JSON.stringify(stack.resources);
  expect(template).not.toContain('resolve:secretsmanager');
  expect(template).not.toContain('HASH_KEY_BASE64');
});

it('every log group of the detector is kept for a time, and goes with it', () => {
  const groups = stack.ofType('AWS::Logs::LogGroup');
  expect(groups.length).toBe(10);
  for (const { Properties, DeletionPolicy } of groups) {
    expect(Properties?.['RetentionInDays']).toBeGreaterThan(0);
    expect(DeletionPolicy).toBe('Delete');
  }
});

it('a trial leaves nothing behind', () => {
  const trial = synthesise({ ...FULL, removeEverything: true });
  const kept = Object.entries(trial.resources).filter(([, { DeletionPolicy = '' }]) =>
    DeletionPolicy.startsWith('Retain'),
  );
  expect(kept).toEqual([]);
});

it('a key of your own encrypts tables, hash key, queues, topic, logs and environments', () => {
  const own = emptyStack();
  const encryptionKey = new Key(own, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  new SmsPumpingDetector(own, 'Detector', { encryptionKey, alarmEmail: 'oncall@example.com' });
  const encrypted = read(own);
  const keyOf: Readonly<Record<string, (properties: Record<string, unknown>) => unknown>> = {
    'AWS::DynamoDB::Table': (properties) =>
      (properties['SSESpecification'] as { KMSMasterKeyId: unknown }).KMSMasterKeyId,
    'AWS::SecretsManager::Secret': ({ KmsKeyId }) => KmsKeyId,
    'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
    'AWS::Lambda::Function': ({ KmsKeyArn }) => KmsKeyArn,
  };
  for (const [type, key] of Object.entries(keyOf)) {
    const resources = encrypted.ofType(type);
    const keys = resources.map(({ Properties = {} }) => idOf(key(Properties)));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((id) => !id.startsWith('Key'))).toEqual([]);
  }
});
