import { Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Resource types that ministack, the emulated AWS of `npm run e2e`, refuses to create. */
export const REFUSED_BY_EMULATOR: ReadonlySet<string> = new Set(['AWS::Logs::MetricFilter']);

/** The context flag under which they are left out, and nothing else is. */
export const EMULATED_CONTEXT = 'emulated';

/** Takes the refused types out of everything below a construct. */
export const leaveOutRefused = (scope: IConstruct): void => {
  const remove: IAspect = {
    visit: (node) => {
      if (!(node instanceof CfnResource)) return;
      if (REFUSED_BY_EMULATOR.has(node.cfnResourceType))
        node.node.scope?.node.tryRemoveChild(node.node.id);
    },
  };
  Aspects.of(scope).add(remove);
};
