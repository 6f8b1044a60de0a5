import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DetectorFunction } from './detector-function.ts';
import type { DetectorContext } from './detector-context.ts';
import { CUSTOM_RESOURCES, type CustomResourceName } from './functions.ts';

/**
 * Longer than its calls and the answer take together when each is tried as often and waits as long as
 * it may (a test adds them up), or nobody would tell CloudFormation what became of the resource.
 */
const TIMEOUT_SECONDS = 240;
/** So long CloudFormation waits for an answer; without it, an hour. */
const SERVICE_TIMEOUT = Duration.seconds(300);

export interface CustomResourceFunctionProps {
  readonly context: DetectorContext;
  readonly name: CustomResourceName;
  readonly statements: readonly PolicyStatement[];
}

/**
 * The function behind one kind of custom resource. CloudFormation invokes it and waits for its
 * answer, so it has no dead-letter queue: a failure is a failed deployment, which says why.
 */
export class CustomResourceFunction extends Construct {
  readonly function: DetectorFunction;
  readonly #name: CustomResourceName;
  readonly #revision: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: CustomResourceFunctionProps) {
    super(scope, id);
    this.#name = props.name;
    const { revision } = props.context;
    this.#revision = revision === undefined ? {} : { Revision: revision };
    this.function = new DetectorFunction(this, 'Handler', {
      context: props.context,
      name: `custom-resources/${props.name}`,
      description: CUSTOM_RESOURCES[props.name],
      memoryMb: 256,
      timeoutSeconds: TIMEOUT_SECONDS,
      reservedConcurrency: null,
      environment: {},
      statements: props.statements,
      retryAttempts: 0,
    });
  }

  /** One resource of this kind. */
  resource(
    scope: Construct,
    id: string,
    properties: Readonly<Record<string, unknown>>,
  ): CustomResource {
    const resource = new CustomResource(scope, id, {
      serviceToken: this.function.fn.functionArn,
      resourceType: `Custom::SmsPumping${pascal(this.#name)}`,
      properties: { ...properties, ...this.#revision },
      removalPolicy: RemovalPolicy.DESTROY,
      serviceTimeout: SERVICE_TIMEOUT,
    });
    // A role without its policy could not answer for the resource, neither at its birth nor at its end.
    resource.node.addDependency(this.function);
    return resource;
  }
}

const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
