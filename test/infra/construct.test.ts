import { Stack } from 'aws-cdk-lib';
import { UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { SmsPumpingDetector } from '../../lib/infra/sms-pumping-detector.ts';
import { actionsOf, functionsByName, partOf, statementsByRole } from './policies.ts';
import {
  ACCOUNT,
  asList,
  emptyStack,
  flat,
  idOf,
  read,
  REGION,
  type Synthesised,
} from './synth.ts';

describe('what you bring yourself is used, and not made again', () => {
  it('topic and bus', () => {
    const stack = emptyStack();
    new SmsPumpingDetector(stack, 'Detector', {
      topic: new Topic(stack, 'OnCall'),
      eventBus: new EventBus(stack, 'Security'),
    });
    const synthesised = read(stack);
    expect(synthesised.ofType('AWS::SNS::Topic').map(({ id }) => id)).toEqual([
      expect.stringMatching(/^OnCall/),
    ]);
    const { Variables } = partOf(functionsByName(synthesised).get('evaluate'), 'Environment') as {
      Variables: Record<string, unknown>;
    };
    expect(flat(Variables['SMS_PUMPING_TOPIC_ARN'])).toMatch(/^OnCall/);
    expect(flat(Variables['SMS_PUMPING_EVENT_BUS_NAME'])).toMatch(/^Security/);
  });

  it('a log group that the pools export to already: no export is touched', () => {
    const stack = emptyStack();
    new SmsPumpingDetector(stack, 'Detector', {
      userPools: [UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_Ab1Cd2Ef3')],
      userPoolLogGroup: LogGroup.fromLogGroupName(stack, 'Records', '/security/cognito'),
    });
    const synthesised = read(stack);
    expect(synthesised.ofType('Custom::SmsPumpingUserPoolLogExport')).toEqual([]);
    const groups = synthesised
      .ofType('AWS::Logs::SubscriptionFilter')
      .map(({ Properties }) => Properties?.['LogGroupName']);
    expect(groups).toContain('/security/cognito');
  });

  describe('a user pool of the same stack', () => {
    const triggersOf = (synthesised: Synthesised) => {
      const [pool] = synthesised.ofType('AWS::Cognito::UserPool');
      const triggers = (pool?.Properties?.['LambdaConfig'] ?? {}) as Record<string, unknown>;
      return Object.fromEntries(Object.entries(triggers).map(([name, arn]) => [name, idOf(arn)]));
    };
    const trigger = (synthesised: Synthesised) => {
      const [fn] = synthesised
        .ofType('AWS::Lambda::Function')
        .filter(({ Properties }) => String(Properties?.['FunctionName']).includes('verification'));
      const { id = '', Properties: properties = {} } = fn ?? {};
      const { Variables } = partOf({ id, properties }, 'Environment') as {
        Variables: Record<string, unknown>;
      };
      return { id, chained: flat(Variables['SMS_PUMPING_CHAINED_FUNCTIONS_JSON']) };
    };
    const welcomeMail = (stack: Stack) =>
      new LambdaFunction(stack, 'WelcomeMail', {
        code: Code.fromInline('exports.handler = async (event) => event;'),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      });

    it('gets its trigger from its template', () => {
      const stack = emptyStack();
      new SmsPumpingDetector(stack, 'Detector', { userPools: [new UserPool(stack, 'Customers')] });
      const synthesised = read(stack);
      const { id, chained } = trigger(synthesised);
      expect(triggersOf(synthesised)).toEqual({ PostAuthentication: id, PostConfirmation: id });
      expect(chained).toBe('{}');
      expect(synthesised.ofType('Custom::SmsPumpingUserPoolTriggers')).toEqual([]);
    });

    it.each(['before', 'after'])(
      'that calls a function already, said %s the detector, has it called on',
      (when) => {
        const stack = emptyStack();
        const pool = new UserPool(stack, 'Customers');
        const add = () => pool.addTrigger(UserPoolOperation.POST_CONFIRMATION, welcomeMail(stack));
        if (when === 'before') add();
        new SmsPumpingDetector(stack, 'Detector', { userPools: [pool] });
        if (when === 'after') add();
        const synthesised = read(stack);
        const { id, chained } = trigger(synthesised);
        expect(triggersOf(synthesised)).toEqual({ PostAuthentication: id, PostConfirmation: id });
        expect(chained).toMatch(/^\{"PostConfirmation":"WelcomeMail[^",]*\.Arn"\}$/);
        const calls = [...statementsByRole(synthesised).values()]
          .flat()
          .find(({ Sid }) => Sid === 'CallWhatThePoolCalledBefore');
        expect(asList(calls?.Resource).map(flat)).toEqual([
          expect.stringMatching(/^WelcomeMail.*\.Arn$/),
          expect.stringMatching(/-none$/),
        ]);
      },
    );

    it('keeps its other triggers', () => {
      const stack = emptyStack();
      const lambdaTriggers = { preSignUp: welcomeMail(stack) };
      const pool = new UserPool(stack, 'Customers', { lambdaTriggers });
      new SmsPumpingDetector(stack, 'Detector', { userPools: [pool] });
      expect(triggersOf(read(stack))).toMatchObject({
        PreSignUp: expect.stringMatching(/^WelcomeMail/),
      });
    });

    it('has one detector: the second is refused', () => {
      const stack = emptyStack();
      const userPools = [new UserPool(stack, 'Customers')];
      new SmsPumpingDetector(stack, 'One', { userPools });
      expect(() => new SmsPumpingDetector(stack, 'Two', { instance: 'second', userPools })).toThrow(
        'verificationTriggers false',
      );
    });
  });

  it('a pool of another stack of the app gets its trigger as one of another app does', () => {
    const stack = emptyStack();
    const other = new Stack(stack.node.root, 'identity', {
      env: { account: ACCOUNT, region: REGION },
    });
    const userPools = [new UserPool(other, 'Customers')];
    new SmsPumpingDetector(stack, 'Detector', { userPools });
    expect(read(stack).ofType('Custom::SmsPumpingUserPoolTriggers')).toHaveLength(2);
    expect(read(other).ofType('AWS::Cognito::UserPool')[0]?.Properties).not.toHaveProperty(
      'LambdaConfig',
    );
  });
});

it('a pool of another region is refused, and what to do is said', () => {
  const stack = emptyStack();
  const pool = UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_Ab1Cd2Ef3');
  expect(() => new SmsPumpingDetector(stack, 'Detector', { userPools: [pool] })).toThrow(
    /is in us-east-1, and this stack in eu-central-1.*deploy a detector there/,
  );
});

it.each(['Shop', 'a'.repeat(21), '-shop', ''])('the instance name %j is refused', (instance) => {
  expect(() => new SmsPumpingDetector(emptyStack(), 'Detector', { instance })).toThrow('instance');
});

it('two detectors fit in one stack', () => {
  const stack = emptyStack();
  new SmsPumpingDetector(stack, 'One');
  new SmsPumpingDetector(stack, 'Two', { instance: 'second', manageSmsLogging: false });
  expect(read(stack).ofType('AWS::DynamoDB::Table')).toHaveLength(6);
});

describe('grants', () => {
  const granted = (grant: (detector: SmsPumpingDetector, role: Role) => unknown) => {
    const stack = emptyStack();
    const detector = new SmsPumpingDetector(stack, 'Detector');
    const role = new Role(stack, 'App', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    grant(detector, role);
    const synthesised = read(stack);
    const [id = ''] = synthesised
      .ofType('AWS::IAM::Role')
      .map((each) => each.id)
      .filter((each) => each.startsWith('App'));
    return statementsByRole(synthesised).get(id) ?? [];
  };

  it('an application reads the deny list, and nothing else', () => {
    const statements = granted((detector, role) => detector.grantReadDenyList(role));
    expect(actionsOf(statements)).toEqual(['dynamodb:Query']);
    expect(idOf(statements[0]?.Resource)).toMatch(/NumberRanges/);
  });

  it('whoever reads incidents writes none', () => {
    const statements = granted((detector, role) => detector.grantReadIncidents(role));
    expect(actionsOf(statements)).toEqual(['dynamodb:GetItem', 'dynamodb:Query']);
  });

  it('whoever tunes changes the settings of this instance', () => {
    const statements = granted((detector, role) => detector.grantTune(role));
    expect(actionsOf(statements)).toContain('ssm:PutParameter');
    expect(JSON.stringify(statements)).toContain('parameter/sms-pumping-detector/default');
  });

  it('whoever operates moves levers', () => {
    const statements = granted((detector, role) => detector.grantOperate(role));
    expect(actionsOf(statements)).toContain('sms-voice:UpdateProtectConfigurationCountryRuleSet');
  });
});

it('metrics are of the instance, and of a country where they are asked for it', () => {
  const detector = new SmsPumpingDetector(emptyStack(), 'Detector', { instance: 'shop' });
  expect(detector.metricSmsSpendUsd().toMetricConfig().metricStat).toMatchObject({
    namespace: 'SmsPumpingDetector',
    metricName: 'SmsSpendUsd',
    dimensions: [{ name: 'Instance', value: 'shop' }],
  });
  expect(detector.metricOfCountry('riskScore', 'TJ').toMetricConfig().metricStat).toMatchObject({
    metricName: 'RiskScore',
    dimensions: [
      { name: 'Country', value: 'TJ' },
      { name: 'Instance', value: 'shop' },
    ],
  });
});
