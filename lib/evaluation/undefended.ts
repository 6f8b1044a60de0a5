import { addedScenario, type Case, type Tenant } from './case.ts';
import { labelledSteps } from './labelled-steps.ts';

/** What the attack of a case sends and costs when nobody stops any of it. */
export const undefendedAttack = (
  tenant: Tenant,
  one: Case,
): { readonly sms: number; readonly usd: number } => {
  let sms = 0;
  let usd = 0;
  if (one.attacks.length === 0) return { sms, usd };
  const steps = labelledSteps(addedScenario(tenant, one));
  for (;;) {
    const { value: step, done } = steps.next('goes-out');
    if (done === true) return { sms, usd };
    if (step.kind !== 'send' || !step.sms.isAttack) continue;
    sms += 1;
    usd += step.sms.usd;
  }
};
