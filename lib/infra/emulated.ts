import { Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** The context flag under which they are left out, and nothing else is. */
export const EMULATED_CONTEXT = 'emulated';

/**
 * What ministack, the emulated AWS of `npm run e2e`, cannot create: alarms on an expression of
 * several metrics, and so the dashboard, which shows every alarm.
 */
const isRefused = (resource: CfnResource): boolean =>
  (resource instanceof CfnAlarm && resource.metrics !== undefined) ||
  resource instanceof CfnDashboard;

/** Takes the refused resources out of everything below a construct. */
export const leaveOutRefused = (scope: IConstruct): void => {
  const remove: IAspect = {
    visit: (node) => {
      if (node instanceof CfnResource && isRefused(node))
        node.node.scope?.node.tryRemoveChild(node.node.id);
    },
  };
  Aspects.of(scope).add(remove);
};
