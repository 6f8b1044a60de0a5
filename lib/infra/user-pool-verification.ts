import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IUserPool, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { CustomResourceFunction } from './custom-resource-function.ts';
import type { DetectorContext } from './detector-context.ts';
import { DetectorFunction } from './detector-function.ts';
import { FUNCTIONS } from './functions.ts';
import type { DetectorState } from './state.ts';
import { countingEnvironment, countingStatements } from './subscribed-function.ts';

export interface UserPoolVerificationProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly userPool: IUserPool;
  readonly poolName: string;
  /** Known before the function is there, so that a trigger that is ours is recognised. */
  readonly functionName: string;
  /** Attaches to pools that this app does not own; `null` where it owns them all. */
  readonly handler: CustomResourceFunction | null;
}

/**
 * The verification trigger of one user pool, PostConfirmation and PostAuthentication. A pool of the
 * same app gets it through its template. For any other, what the pool called before is found first,
 * so that the trigger may call it on; only then is the trigger attached. It is a function a pool,
 * since each pool has other functions to call on.
 */
export class UserPoolVerification extends Construct {
  readonly function: DetectorFunction;
  /** What people call the pool by: its id, or a hash where it is known at deployment only. */
  readonly poolName: string;

  constructor(scope: Construct, id: string, props: UserPoolVerificationProps) {
    super(scope, id);
    const { userPool, handler } = props;
    this.poolName = props.poolName;
    if (userPool instanceof UserPool || handler === null) {
      this.function = this.#trigger(props, {}, []);
      if (!(userPool instanceof UserPool)) throw new Error('nothing can attach the trigger');
      userPool.addTrigger(UserPoolOperation.POST_CONFIRMATION, this.function.fn);
      userPool.addTrigger(UserPoolOperation.POST_AUTHENTICATION, this.function.fn);
    } else this.function = this.#attach(props, handler);
  }

  #attach(props: UserPoolVerificationProps, handler: CustomResourceFunction): DetectorFunction {
    const { userPoolId, userPoolArn } = props.userPool;
    const found = handler.resource(this, 'Found', {
      Task: 'find',
      UserPoolId: userPoolId,
      Region: Stack.of(this).region,
      OwnFunctionArn: functionArn(this, props.functionName),
      // Stands in a policy where there is nothing to call on.
      NoFunctionArn: functionArn(this, `${props.functionName}-none`),
    });
    const trigger = this.#trigger(
      props,
      { SMS_PUMPING_CHAINED_FUNCTIONS_JSON: found.getAttString('ChainedFunctionsJson') },
      [
        new PolicyStatement({
          sid: 'CallWhatThePoolCalledBefore',
          actions: ['lambda:InvokeFunction'],
          resources: [
            found.getAttString('PostConfirmationArn'),
            found.getAttString('PostAuthenticationArn'),
          ],
        }),
      ],
    );
    trigger.fn.addPermission('UserPool', {
      principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceArn: userPoolArn,
      sourceAccount: Stack.of(this).account,
    });
    const attached = handler.resource(this, 'Attached', {
      Task: 'attach',
      UserPoolId: userPoolId,
      OwnFunctionArn: trigger.fn.functionArn,
      PreviousJson: found.getAttString('ChainedFunctionsJson'),
    });
    attached.node.addDependency(trigger);
    return trigger;
  }

  #trigger(
    { context, state, functionName }: UserPoolVerificationProps,
    environment: Readonly<Record<string, string>>,
    statements: readonly PolicyStatement[],
  ): DetectorFunction {
    return new DetectorFunction(this, 'Trigger', {
      context,
      name: 'cognito-verification',
      functionName,
      ...FUNCTIONS['cognito-verification'],
      environment: { ...countingEnvironment(state), ...environment },
      statements: [...countingStatements(state), ...statements],
    });
  }
}

const functionArn = (scope: Construct, functionName: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
