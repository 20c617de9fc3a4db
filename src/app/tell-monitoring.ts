import { SalternError } from '../contract/errors.ts';
import { collectMetrics } from '../report/metrics/collect-metrics.ts';
import type { Metric } from '../report/metrics/metric.ts';
import { currentView } from './current-view.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { publishMetrics } from './publish-metrics.ts';
import type { Services } from './services.ts';

export interface MonitoringOptions extends ProjectOptions {
  /** Into the file that the project names. Default: the caller shows them. */
  readonly write?: boolean;
}

export interface ToldMonitoring {
  readonly metrics: readonly Metric[];
  /** Absolute; undefined: no file was written. */
  readonly file: string | undefined;
}

/** What monitoring is told now. Throws `USAGE` where no file is named that could be written, and what `publishMetrics` throws. */
export async function tellMonitoring(
  services: Services,
  { write = false, ...options }: MonitoringOptions,
): Promise<ToldMonitoring> {
  const project = await loadProjectFor(services, options);
  if (write && project.metrics === undefined) {
    throw new SalternError('USAGE', 'The project names no file for monitoring', {
      hint: "Add one to the project file, 'metrics: /var/lib/prometheus/node-exporter/saltern.prom', or leave out `--write` to see them.",
    });
  }
  const view = await currentView(services, project);
  const file = write ? await publishMetrics(services, { project, view }) : undefined;
  return { metrics: view === undefined ? [] : collectMetrics(view), file };
}
