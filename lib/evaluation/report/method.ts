import type { Evaluation } from '../evaluation.ts';

/** How it was measured, in short. */
export const methodOf = ({ options }: Evaluation): string =>
  [
    '- **Same path.** The detector is the one of `replay`, in `enforce`, on records as AWS would write them: late receipts, duplicates and disorder included. It sees nothing before it arrives.',
    `- **Warm-up.** ${options.tenantClasses.map((size) => `${size} ${options.warmUpDays[size]} days`).join(', ')}; then each case goes on from the same past. Default settings everywhere.`,
    '- **Stopped** is an SMS sent while a lever is in force. Its code is never entered; the log still shows the attempt, for every contender. The `adaptive` attacker hears what becomes of each send and moves on, so each contender plays it in a closed loop of its own; what it could not send counts as saved.',
    '- **Contained**: a country, a number range or the filter was applied where the attack is, before its last SMS.',
    '- **Right alert**: an incident opened on an attacked country (or the account) between the first SMS and 24 hours after the last. Everything else is false, once an incident.',
    '- **Wrong block**: a block on what is not attacked, renewals counted once. **Precision**: of the SMS stopped, the share that was the attack.',
    '- **Baselines** see the same arrivals under the same latency, and take the best action their scope allows: what sees only the account stops everything, what sees countries blocks the country for an hour and renews, the limiter refuses the one send at once. Tuned ones have the most sensitive value that blocks wrongly no more often than the detector on the calibration seeds.',
    '- **Intervals** of medians are of order statistics, exact by the binomial, and ask nothing of the distribution (David & Nagaraja, *Order Statistics*, 7.1; Conover, *Practical Nonparametric Statistics*, 3.2): at least 95 % for independent values. Seeds are independent; the attacks of the target are not, because a kind counts once for each seed and size of tenant. A target is judged by the median itself.',
    `- **AWS's filter** is modelled by label: it stops ${100 * options.filterStops} % of an attack and 0.5 % of honest SMS. No filter can see labels; this is an assumption, and every case that used the filter is shown with one that stops nothing.`,
    '- **Not modelled**: several attackers at once, AWS quotas, a spend limit that is reached, an operator who steps in.',
  ].join('\n');
