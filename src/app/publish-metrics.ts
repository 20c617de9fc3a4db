import { dirname } from 'node:path';
import { mkdir } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { isDiskFull } from '../base/files/disk-full.ts';
import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import { SalternError } from '../contract/errors.ts';
import { collectMetrics } from '../report/metrics/collect-metrics.ts';
import { renderMetrics } from '../report/metrics/render-metrics.ts';
import type { Services } from './services.ts';

export interface PublishMetricsOptions {
  readonly project: Pick<Project, 'metrics'>;
  /** Undefined: there is no history, and nothing to tell. */
  readonly view: FleetView | undefined;
}

/** Everybody may read it: node exporter runs as a user of its own. */
const MODE = 0o644;

/**
 * Writes what monitoring is told into the file that the project names, aside and renamed, so that nobody reads half of it.
 * Gives its path; undefined where the project names none, or there is nothing to tell. Throws `NO_SPACE`, `INTERNAL`.
 */
export async function publishMetrics(
  services: Pick<Services, 'tell'>,
  { project: { metrics }, view }: PublishMetricsOptions,
): Promise<string | undefined> {
  if (metrics === undefined) return undefined;
  if (view === undefined) {
    services.tell(`'${metrics.file}' was not written: there is no history to tell of`);
    return undefined;
  }
  const text = renderMetrics(collectMetrics(view));
  try {
    await mkdir(dirname(metrics.file), { recursive: true });
    await writeFileAtomic(metrics.file, text, { mode: MODE });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SalternError(
      isDiskFull(cause) ? 'NO_SPACE' : 'INTERNAL',
      `'${metrics.file}' could not be written: ${why}`,
      {
        hint: "See that it can be written there, or name another file with 'metrics:'.",
        cause,
      },
    );
  }
  return metrics.file;
}
