import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  GetSMSAttributesCommand,
  SetSMSAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { LeverError } from '../../../core/errors.ts';
import type { SpendReading } from '../../../core/respond/levers.ts';
import { largerMonthToDate, requireLimitUsd } from '../../lever-values.ts';
import { callAws } from './call-aws.ts';
import { readMonthToDateUsd } from './month-to-date.ts';

const ATTRIBUTE = 'MonthlySpendLimit';

/**
 * The account's SMS spend limit in this region, an attribute of SNS in whole US dollars a month.
 * When it is reached, AWS stops every SMS of the account, within minutes:
 * https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
 *
 * Only this one attribute is ever written; the others (delivery logging, sender id) are the owner's.
 */
export class SpendLimit {
  readonly #sns: SNSClient;
  readonly #cloudWatch: CloudWatchClient;
  readonly #clock: { nowMs(): number };

  constructor(options: {
    readonly sns: SNSClient;
    readonly cloudWatch: CloudWatchClient;
    readonly clock: { nowMs(): number };
  }) {
    this.#sns = options.sns;
    this.#cloudWatch = options.cloudWatch;
    this.#clock = options.clock;
  }

  async read(countedMonthToDateUsd?: number): Promise<SpendReading> {
    const limitUsd = await this.readLimitUsd();
    const accountUsd = await readMonthToDateUsd(this.#cloudWatch, this.#clock.nowMs());
    return { limitUsd, ...largerMonthToDate(accountUsd, countedMonthToDateUsd) };
  }

  async readLimitUsd(): Promise<number> {
    const { attributes } = await callAws('sns:GetSMSAttributes', () =>
      this.#sns.send(new GetSMSAttributesCommand({ attributes: [ATTRIBUTE] })),
    );
    const text = attributes?.[ATTRIBUTE];
    if (text === undefined || !/^\d+(?:\.\d+)?$/.test(text))
      throw new LeverError(
        `sns:GetSMSAttributes answered without a ${ATTRIBUTE} that is a number: the limit in force is unknown. If nobody has ever set one in this region, set it once, to the account's quota or below.`,
        { retryable: text === undefined },
      );
    return Number(text);
  }

  async write(limitUsd: number): Promise<void> {
    requireLimitUsd(limitUsd);
    await callAws('sns:SetSMSAttributes', () =>
      this.#sns.send(
        new SetSMSAttributesCommand({ attributes: { [ATTRIBUTE]: String(limitUsd) } }),
      ),
    );
  }
}
