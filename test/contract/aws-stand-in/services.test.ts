import { FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStandIn, type StandInWorld } from '../../aws/stand-in-clients.ts';

let world: StandInWorld;
beforeEach(async () => {
  world = await openStandIn();
});
afterEach(() => world.close());

const put = (Name: string, Value: string, more: object = {}) =>
  world.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));

describe('the stand-in of Parameter Store', () => {
  it('keeps the last version, with its number and date', async () => {
    await put('/a/b', '1');
    await put('/a/b', '2', { Overwrite: true });
    const { Parameter } = await world.ssm.send(new GetParameterCommand({ Name: '/a/b' }));
    expect(Parameter).toMatchObject({ Value: '2', Version: 2, Type: 'String' });
    expect(Parameter?.LastModifiedDate?.getTime()).toBe(world.clock.nowMs());
  });

  it('overwrites only when asked to, deletes, and knows what is not there', async () => {
    await put('/a', '1');
    await expect(put('/a', '2')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    await world.ssm.send(new DeleteParameterCommand({ Name: '/a' }));
    for (const command of [
      new GetParameterCommand({ Name: '/a' }),
      new DeleteParameterCommand({ Name: '/a' }),
    ])
      await expect(world.ssm.send(command)).rejects.toMatchObject({
        name: 'ParameterNotFound',
      });
  });

  it('holds a value to the pattern that the parameter was made with', async () => {
    await put('/mode', 'monitor', { AllowedPattern: 'monitor|enforce' });
    await expect(put('/mode', 'on', { Overwrite: true })).rejects.toMatchObject({
      name: 'ParameterPatternMismatchException',
    });
    await put('/mode', 'enforce', { Overwrite: true });
  });

  it('refuses what AWS refuses: no value, a long one, a bad name, another type, a page of eleven', async () => {
    const refused = { name: 'ValidationException' };
    await expect(put('/a', '')).rejects.toMatchObject(refused);
    await expect(put('/a', 'x'.repeat(4_097))).rejects.toMatchObject(refused);
    await expect(put('/a b', 'x')).rejects.toMatchObject(refused);
    await expect(put('/a', 'x', { Type: 'SecureString' })).rejects.toMatchObject(refused);
    const page = new GetParametersByPathCommand({ Path: '/a', MaxResults: 11 });
    await expect(world.ssm.send(page)).rejects.toMatchObject(refused);
  });

  it('lists a level, or all below, and nothing beside', async () => {
    for (const name of ['/a/b', '/a/b/c', '/ab/c']) await put(name, 'x');
    const list = async (Recursive: boolean) => {
      const command = new GetParametersByPathCommand({ Path: '/a', Recursive });
      return (await world.ssm.send(command)).Parameters?.map(({ Name }) => Name);
    };
    expect(await list(false)).toEqual(['/a/b']);
    expect(await list(true)).toEqual(['/a/b', '/a/b/c']);
  });
});

describe('the stand-ins of secrets, topics, buses and log groups', () => {
  it('hand out a secret that exists', async () => {
    world.standIn.account.secrets.set('arn:secret', 'text');
    const get = (SecretId: string) => world.secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(await get('arn:secret')).toMatchObject({ SecretString: 'text', ARN: 'arn:secret' });
    await expect(get('arn:other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('take a message for a topic that exists, with a subject that is one', async () => {
    world.standIn.account.topics.add('arn:topic');
    const publish = (TopicArn: string, Subject: string) =>
      world.sns.send(new PublishCommand({ TopicArn, Subject, Message: 'a & b' }));
    await publish('arn:topic', 'Hello');
    expect(world.standIn.account.published).toEqual([
      { topicArn: 'arn:topic', subject: 'Hello', message: 'a & b' },
    ]);
    await expect(publish('arn:other', 'Hello')).rejects.toThrow('Topic does not exist');
    for (const subject of ['Zürich', 'x'.repeat(101), 'a\nb'])
      await expect(publish('arn:topic', subject)).rejects.toThrow('Subject');
  });

  it('take events by the entry, and fail entries in a call that succeeds', async () => {
    const entry = { Source: 's', DetailType: 't', Detail: '{"a":1}' };
    const answer = await world.events.send(
      new PutEventsCommand({
        Entries: [entry, { ...entry, EventBusName: 'other' }, { ...entry, Detail: 'rubbish' }],
      }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'ResourceNotFoundException',
      'MalformedDetail',
    ]);
    const large = { ...entry, Detail: JSON.stringify('x'.repeat(256 * 1_024)) };
    await expect(world.events.send(new PutEventsCommand({ Entries: [large] }))).rejects.toThrow(
      'over the limit',
    );
  });

  it('understand one form of filter pattern, and refuse others', async () => {
    world.standIn.account.logGroups.set('g', []);
    const filter = (filterPattern: string) =>
      world.logs.send(new FilterLogEventsCommand({ logGroupName: 'g', filterPattern }));
    expect((await filter('{ $.a.b = "c*" }')).events).toEqual([]);
    await expect(filter('ERROR')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('refuse every other operation by name', async () => {
    const refused = { name: 'UnknownOperationException' };
    await expect(world.ssm.send(new DescribeParametersCommand({}))).rejects.toMatchObject(refused);
    await expect(
      world.secrets.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'b' })),
    ).rejects.toMatchObject(refused);
    await expect(world.events.send(new PutRuleCommand({ Name: 'a' }))).rejects.toMatchObject(
      refused,
    );
    await expect(
      world.logs.send(
        new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents: [] }),
      ),
    ).rejects.toMatchObject(refused);
    expect(world.standIn.unknownOperations).toEqual([
      'AmazonSSM.DescribeParameters',
      'secretsmanager.PutSecretValue',
      'AWSEvents.PutRule',
      'Logs_20140328.PutLogEvents',
    ]);
  });
});
