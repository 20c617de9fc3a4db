import type { FleetView } from '../../contract/fleet-view.ts';
import { listInstanceMetrics } from './list-instance-metrics.ts';
import { listNightMetrics } from './list-night-metrics.ts';
import type { Metric } from './metric.ts';

/** What monitoring is told of a fleet: its newest night, where its channels are, and each of its instances. Pure. */
export function collectMetrics(view: FleetView): readonly Metric[] {
  return [...listNightMetrics(view), ...listInstanceMetrics(view)];
}
