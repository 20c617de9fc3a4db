import type { DriverContext } from '../../contract/context.ts';
import { tailLines } from '../../base/text/tail-lines.ts';

/** What became of the boot: the name of systemd's state, and the lines of the units that failed. */
export interface BootAnswer {
  readonly state: string;
  readonly units: readonly string[];
  /** Whether it is up. Failed units are named, but are no error: the suite's checks say whether they matter. */
  readonly isUp: boolean;
}

/** Reads what `AWAIT_BOOT` printed, and reports the units that failed. */
export function tellBoot(printed: string, context: Pick<DriverContext, 'progress' | 'output'>): BootAnswer {
  const [state = '', ...units] = tailLines(printed, 200);
  if (state === 'degraded') {
    const failed = units.map((line) => line.replace(/^[●*]\s*/, '').split(/\s+/, 1)[0]);
    context.progress(`services started, failed: ${failed.join(', ')}`);
    context.output(`systemd is degraded, failed units:\n${units.join('\n')}\n`, 'stderr');
  }
  return { state, units, isUp: state === 'running' || state === 'degraded' };
}
