import type { DriverContext } from '../../contract/context.ts';
import { tailLines } from '../../base/text/tail-lines.ts';

/** What became of the boot: the name of systemd's state, and the lines of the units that failed. */
export interface BootAnswer {
  readonly state: string;
  readonly units: readonly string[];
  /** A line of the journal that says that the machine, not the guest, has no more of something. */
  readonly shortage: string | undefined;
  /** Whether it is up. Failed units are named, but are no error: the suite's checks say whether they matter. */
  readonly isUp: boolean;
}

/** Reads what `AWAIT_BOOT` printed, and reports the units that failed. */
export function tellBoot(printed: string, context: Pick<DriverContext, 'progress' | 'output'>): BootAnswer {
  const [state = '', ...lines] = tailLines(printed, 200);
  const units = lines.filter((line) => !line.startsWith('! '));
  const shortage = lines.find((line) => line.startsWith('! '))?.slice(2);
  if (state === 'degraded') {
    const failed = units.map((line) => line.replace(/^[●*]\s*/, '').split(/\s+/, 1)[0]);
    context.progress(`services started, failed: ${failed.join(', ')}`);
    context.output(`systemd is degraded, failed units:\n${units.join('\n')}\n`, 'stderr');
  }
  return { state, units, shortage, isUp: state === 'running' || state === 'degraded' };
}
