import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARMS, type AlarmKind, type Silence } from './alarm-definitions.ts';

export interface DetectorAlarmsProps {
  readonly instance: string;
  readonly topic: ITopic;
  /** Before the page's name; ends with a slash. */
  readonly runbookBaseUrl: string;
}

/** When an alarm goes off. */
export interface AlarmCondition {
  readonly metric: IMetric;
  /** Compared as `comparison` says; by default the alarm goes off at the threshold or above. */
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** Of several alarms of one kind: which. */
  readonly of?: string;
}

const MISSING_DATA: Readonly<Record<Silence, TreatMissingData>> = {
  fine: TreatMissingData.NOT_BREACHING,
  unknown: TreatMissingData.IGNORE,
  alarm: TreatMissingData.BREACHING,
};

/** Alarms that say what happened, name a runbook, and tell people, when they begin and when they end. */
export class DetectorAlarms extends Construct {
  readonly all: Alarm[] = [];
  readonly #props: DetectorAlarmsProps;

  constructor(scope: Construct, id: string, props: DetectorAlarmsProps) {
    super(scope, id);
    this.#props = props;
  }

  add(kind: AlarmKind, condition: AlarmCondition): Alarm {
    const { instance, topic, runbookBaseUrl } = this.#props;
    const { description, runbook, silence } = ALARMS[kind];
    const name = condition.of === undefined ? kind : `${kind}-${condition.of}`;
    const which = condition.of === undefined ? '' : ` (${condition.of})`;
    const alarm = new Alarm(this, name, {
      alarmName: `sms-pumping-detector-${instance}-${name}`,
      alarmDescription: `${description}${which} Runbook: ${runbookBaseUrl}${runbook}.md`,
      metric: condition.metric,
      threshold: condition.threshold,
      evaluationPeriods: 1,
      comparisonOperator:
        condition.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: MISSING_DATA[silence],
    });
    const tell = new SnsAction(topic);
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    this.all.push(alarm);
    return alarm;
  }
}
