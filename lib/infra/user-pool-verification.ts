import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { CustomResourceFunction } from './custom-resource-function.ts';
import type { DetectorContext } from './detector-context.ts';
import { DetectorFunction } from './detector-function.ts';
import { FUNCTIONS } from './functions.ts';
import type { DetectorState } from './state.ts';
import { countingEnvironment, countingStatements } from './subscribed-function.ts';
import { chainedFunctionArns, chainedFunctionsJson, takeTriggers } from './template-triggers.ts';

export interface UserPoolVerificationProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly userPool: IUserPool;
  readonly poolName: string;
  /** Known before the function is there, so that a trigger that is ours is recognised. */
  readonly functionName: string;
  /** Attaches to pools of other stacks; `null` where there are none. */
  readonly handler: CustomResourceFunction | null;
}

/**
 * The verification trigger of one user pool, PostConfirmation and PostAuthentication. A pool of the
 * same stack gets it through its template, and what the template has it call is called on. For any
 * other, what the pool called before is found first, so that the trigger may call it on; only then is
 * the trigger attached. It is a function a pool, since each pool has other functions to call on.
 */
export class UserPoolVerification extends Construct {
  readonly function: DetectorFunction;
  /** What people call the pool by: its id, or a hash where it is known at deployment only. */
  readonly poolName: string;

  constructor(scope: Construct, id: string, props: UserPoolVerificationProps) {
    super(scope, id);
    const { userPool, handler } = props;
    this.poolName = props.poolName;
    if (isInStackOf(this, userPool)) this.function = this.#inTemplate(props, userPool);
    else if (handler === null) throw new Error('nothing can attach the trigger');
    else this.function = this.#attach(props, handler);
  }

  #inTemplate(props: UserPoolVerificationProps, userPool: UserPool): DetectorFunction {
    const trigger = this.#trigger(
      props,
      chainedFunctionsJson(userPool),
      chainedFunctionArns(userPool, noFunctionArn(this, props)),
    );
    takeTriggers(userPool, trigger.fn.functionArn);
    return trigger;
  }

  #attach(props: UserPoolVerificationProps, handler: CustomResourceFunction): DetectorFunction {
    const { userPoolId } = props.userPool;
    const found = handler.resource(this, 'Found', {
      Task: 'find',
      UserPoolId: userPoolId,
      Region: Stack.of(this).region,
      OwnFunctionArn: functionArn(this, props.functionName),
      NoFunctionArn: noFunctionArn(this, props),
    });
    const trigger = this.#trigger(props, found.getAttString('ChainedFunctionsJson'), [
      found.getAttString('PostConfirmationArn'),
      found.getAttString('PostAuthenticationArn'),
    ]);
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
    { context, state, functionName, userPool }: UserPoolVerificationProps,
    chainedJson: string,
    chainedArns: readonly string[],
  ): DetectorFunction {
    const trigger = new DetectorFunction(this, 'Trigger', {
      context,
      name: 'cognito-verification',
      functionName,
      ...FUNCTIONS['cognito-verification'],
      environment: {
        ...countingEnvironment(state),
        SMS_PUMPING_CHAINED_FUNCTIONS_JSON: chainedJson,
      },
      statements: [
        ...countingStatements(state),
        new PolicyStatement({
          sid: 'CallWhatThePoolCalledBefore',
          actions: ['lambda:InvokeFunction'],
          resources: [...chainedArns],
        }),
      ],
    });
    trigger.fn.addPermission('UserPool', {
      principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceArn: userPool.userPoolArn,
      sourceAccount: Stack.of(this).account,
    });
    return trigger;
  }
}

/** Whether the pool is of the same template: that of another stack cannot wait for ours, and ours for it. */
export const isInStackOf = (scope: Construct, pool: IUserPool): pool is UserPool =>
  pool instanceof UserPool && Stack.of(pool) === Stack.of(scope);

/** Stands in a policy where there is nothing to call on. */
const noFunctionArn = (scope: Construct, { functionName }: UserPoolVerificationProps): string =>
  functionArn(scope, `${functionName}-none`);

const functionArn = (scope: Construct, functionName: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
