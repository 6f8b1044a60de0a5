export { ALARMS, type AlarmKind } from './alarm-definitions.ts';
export { type AlarmCondition, DetectorAlarms } from './alarms.ts';
export type { CountryMetricId } from './detector-metrics.ts';
export type { EventBusReference } from './notify.ts';
export type { SettingValue } from './settings-parameters.ts';
export { SmsPumpingDetector } from './sms-pumping-detector.ts';
export type { SmsPumpingDetectorProps } from './sms-pumping-detector-props.ts';
export { DetectorState } from './state.ts';
export { METRIC_NAMESPACE, METRICS, type MetricId } from '../core/notify/metric-names.ts';
