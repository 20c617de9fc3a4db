import { asMap, asText } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { MetricsSettings } from '../project.ts';

/** What `metrics: FILE` or `metrics: { file: FILE }` says. */
export function settleMetrics(metrics: Json | undefined): MetricsSettings | undefined {
  const file = asText(metrics) ?? asText(asMap(metrics)['file']);
  return file === undefined ? undefined : { file };
}
