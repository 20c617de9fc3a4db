import { SalternError } from '../../../src/contract/errors.ts';
import type { Monitor } from './monitor.ts';

/** The port of this machine that leads to the guest's SSH service. Throws ENGINE_FAILED. */
export async function forwardedPort(monitor: Monitor, signal: AbortSignal): Promise<number> {
  const table = String(await monitor.ask('human-monitor-command', { 'command-line': 'info usernet' }, signal));
  const port = Number(/HOST_FORWARD\]\s+\S+\s+127\.0\.0\.1\s+(\d+)/.exec(table)?.[1]);
  if (Number.isInteger(port) && port > 0) return port;
  throw new SalternError('ENGINE_FAILED', 'QEMU does not say which port it forwards', {
    details: table.split('\n').slice(0, 6),
  });
}
