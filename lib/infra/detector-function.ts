import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../core/notify/metric-names.ts';
import { type DetectorContext, OWN_LOG_GROUP_PREFIX } from './detector-context.ts';
import type { FunctionDefinition } from './functions.ts';
import { lambdaCode } from './lambda-assets.ts';
import { acknowledgeKeyUse, acknowledgeWildcards } from './wildcards.ts';

export interface DetectorFunctionProps extends FunctionDefinition {
  readonly context: DetectorContext;
  /** The function's folder below `lambdas/`. */
  readonly name: string;
  /** CloudFormation names it unless given. */
  readonly functionName?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do beside writing its own log. */
  readonly statements: readonly PolicyStatement[];
  /** Where events go that asynchronous invocation could not deliver. */
  readonly deadLetterQueue?: IQueue;
  /** How often an event is tried again, and how long at all. */
  readonly retryAttempts?: 0 | 1 | 2;
  readonly maxEventAge?: Duration;
}

/** One function with its own role and log group; it may do what its statements say, and nothing else. */
export class DetectorFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: DetectorFunctionProps) {
    super(scope, id);
    const { context, name } = props;
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: `${OWN_LOG_GROUP_PREFIX}${context.instance}/${props.functionName ?? name}`,
      retention: context.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(context.encryptionKey === undefined ? {} : { encryptionKey: context.encryptionKey }),
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `sms-pumping-detector ${context.instance}: ${name}`,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    for (const statement of props.statements) {
      this.role.addToPolicy(statement);
      acknowledgeWildcards(this.role, statement);
    }
    if (context.encryptionKey !== undefined) {
      context.encryptionKey.grantEncryptDecrypt(this.role);
      acknowledgeKeyUse(this.role);
    }
    this.fn = new LambdaFunction(this, 'Function', {
      description: props.description,
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      code: lambdaCode(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup: this.logGroup,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
        SMS_PUMPING_INSTANCE: context.instance,
        ...props.environment,
      },
      ...(context.encryptionKey === undefined
        ? {}
        : { environmentEncryption: context.encryptionKey }),
      ...(props.reservedConcurrency === null || !context.reserveConcurrency
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
      ...(props.retryAttempts === undefined ? {} : { retryAttempts: props.retryAttempts }),
      ...(props.maxEventAge === undefined ? {} : { maxEventAge: props.maxEventAge }),
    });
  }
}
