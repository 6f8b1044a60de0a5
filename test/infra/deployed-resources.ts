import type { Perform } from '../../lambdas/custom-resources/custom-resource.ts';
import { request } from '../handlers/custom-resources/cloudformation.ts';
import type { Resource, Synthesised } from './synth.ts';

interface Deployed {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly physicalId: string;
  readonly data: Readonly<Record<string, string>>;
}

/**
 * The custom resources of a stack, as CloudFormation deploys them: one template after the other,
 * creations and updates in the order of their references, deletions of what is left at the end.
 */
export class DeployedResources {
  readonly #perform: Readonly<Record<string, Perform>>;
  #deployed = new Map<string, Deployed>();

  /** @param perform by the resources' type, without `Custom::SmsPumping` */
  constructor(perform: Readonly<Record<string, Perform>>) {
    this.#perform = perform;
  }

  async deploy(stack: Synthesised): Promise<void> {
    const before = this.#deployed;
    const now = new Map<string, Deployed>();
    for (const [id, resource] of inOrder(stack)) {
      const perform = this.#performOf(resource.Type);
      if (perform === undefined) continue;
      const properties = resolve(resource.Properties ?? {}, stack, now) as Deployed['properties'];
      const known = before.get(id);
      if (known !== undefined && JSON.stringify(known.properties) === JSON.stringify(properties)) {
        now.set(id, known);
        continue;
      }
      const { physicalId, data = {} } = await perform(
        known === undefined
          ? request('Create', properties)
          : request('Update', properties, known.physicalId, known.properties),
      );
      now.set(id, { type: resource.Type, properties, physicalId, data });
      if (known !== undefined && known.physicalId !== physicalId)
        await perform(request('Delete', known.properties, known.physicalId));
    }
    this.#deployed = now;
    for (const [id, resource] of [...before].toReversed())
      if (!now.has(id)) await this.#remove(resource);
  }

  /** Deletes the stack. */
  async delete(): Promise<void> {
    for (const resource of [...this.#deployed.values()].toReversed()) await this.#remove(resource);
    this.#deployed.clear();
  }

  async #remove({ type, properties, physicalId }: Deployed): Promise<void> {
    await this.#performOf(type)?.(request('Delete', properties, physicalId));
  }

  #performOf(type: string): Perform | undefined {
    return this.#perform[type.replace('Custom::SmsPumping', '')];
  }
}

/** The custom resources, those that others read before those. */
const inOrder = (stack: Synthesised): readonly (readonly [string, Resource])[] => {
  const custom = Object.entries(stack.resources).filter(([, { Type }]) =>
    Type.startsWith('Custom::'),
  );
  const ordered = new Map<string, Resource>();
  const add = (id: string, resource: Resource): void => {
    if (ordered.has(id)) return;
    const text = JSON.stringify(resource.Properties);
    for (const [other, its] of custom)
      if (other !== id && text.includes(`"${other}"`)) add(other, its);
    ordered.set(id, resource);
  };
  for (const [id, resource] of custom) add(id, resource);
  return [...ordered];
};

/** Properties with their references filled in. */
const resolve = (
  value: unknown,
  stack: Synthesised,
  deployed: ReadonlyMap<string, Deployed>,
): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolve(item, stack, deployed));
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = value as Record<string, unknown>;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map((part) => String(resolve(part, stack, deployed))).join(separator);
  }
  if (Array.isArray(attribute)) {
    const [id, name] = attribute as [string, string];
    const { FunctionName } = stack.resources[id]?.Properties ?? {};
    return (
      deployed.get(id)?.data[name] ??
      `arn:aws:lambda:eu-central-1:123456789012:function:${typeof FunctionName === 'string' ? FunctionName : id}`
    );
  }
  if (typeof ref === 'string') {
    if (ref === 'AWS::Partition') return 'aws';
    const { LogGroupName } = stack.resources[ref]?.Properties ?? {};
    return typeof LogGroupName === 'string' ? LogGroupName : ref;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolve(item, stack, deployed)]),
  );
};
