import type { JsonObject } from '../../../src/base/json/json.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { quoteWord } from '../../../src/base/text/quote-word.ts';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import type { Monitor } from '../machine/monitor.ts';

const SAVE_LIMIT_MS = 240_000;
const RESTORE_LIMIT_MS = 30_000;

/**
 * Memory stays in the file that the machine already works on; only the state of its devices is written. A restored
 * machine maps that file privately, so nothing has to be read before it runs:
 * `x-ignore-shared`, https://www.qemu.org/docs/master/devel/migration/main.html
 */
const CAPABILITIES: JsonObject = { capabilities: [{ capability: 'x-ignore-shared', state: true }] };

/** Stops the machine and writes its devices' state. The machine is of no further use. Throws ENGINE_FAILED. */
export async function saveMemory(monitor: Monitor, devices: string, signal: AbortSignal): Promise<void> {
  await monitor.ask('stop', {}, signal);
  await monitor.ask('migrate-set-capabilities', CAPABILITIES, signal);
  await monitor.ask('migrate', { uri: `exec:cat > ${quoteWord(devices)}` }, signal);
  await awaitMigration(monitor, 'save', SAVE_LIMIT_MS, signal);
}

/** Restores saved state in a machine that waits for it, and lets it run: it comes back stopped, as it was saved. */
export async function restoreMemory(monitor: Monitor, devices: string, signal: AbortSignal): Promise<void> {
  await monitor.ask('migrate-set-capabilities', CAPABILITIES, signal);
  await monitor.ask('migrate-incoming', { uri: `exec:cat ${quoteWord(devices)}` }, signal);
  await awaitMigration(monitor, 'restore', RESTORE_LIMIT_MS, signal);
  await monitor.ask('cont', {}, signal);
}

async function awaitMigration(monitor: Monitor, doing: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const status = await waitUntil(
    async () => {
      const answer = (await monitor.ask('query-migrate', {}, signal)) as {
        readonly status?: string;
        readonly 'error-desc'?: string;
      };
      if (answer.status === 'completed') return answer;
      return answer.status === 'failed' || answer.status === 'cancelled' ? answer : undefined;
    },
    { signal, intervalMs: 10, timeoutMs },
  );
  if (status?.status === 'completed') return;
  throw new SalternError(
    'ENGINE_FAILED',
    `QEMU could not ${doing} the machine's state: ${status?.['error-desc'] ?? status?.status ?? 'it took too long'}`,
  );
}
