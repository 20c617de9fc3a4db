import { tellMonitoring, type MonitoringOptions } from '../../app/tell-monitoring.ts';
import { renderMetrics } from '../../report/metrics/render-metrics.ts';
import { shortPath } from '../../report/text/words.ts';
import type { Command } from '../answer.ts';

/** Prints what monitoring is told, as OpenMetrics text; with `--write` into the project's file. */
export const metrics: Command<MonitoringOptions> = async (app, options) => {
  const { metrics: all, file } = await tellMonitoring(app, options);
  const data = { file: file ?? null, metrics: all };
  if (options.write === true) {
    return file === undefined
      ? { exitCode: 3, data }
      : { exitCode: 0, data, lines: [`written: ${shortPath(file, app.cwd)}`] };
  }
  return { exitCode: 0, data, lines: renderMetrics(all).trimEnd().split('\n') };
};
