import type { DriverContext } from '../../../src/contract/context.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { AWAIT_BOOT } from '../../../src/connect/guest/guest-scripts.ts';
import { tellBoot } from '../../../src/connect/guest/tell-boot.ts';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import type { Connection } from '../../../src/contract/connection.ts';
import { GuestAgent } from './guest-agent.ts';
import type { MachineFolder } from '../machine/machine-folder.ts';

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

/** Waits for the first answer of a machine that boots. */
export async function awaitAgent(agent: GuestAgent, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await agent.ask(BOOT_ID, AbortSignal.any([signal, AbortSignal.timeout(ASK_AGAIN_MS)]));
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SalternError) throw error;
    }
  }
}

/**
 * The line waits in the port until the guest takes it; asked again nevertheless, in case a boot loader or kernel took
 * it.
 */
const ASK_AGAIN_MS = 30_000;

/**
 * Waits until systemd has started everything. Failed units are named, but are no error: the suite's checks say whether
 * they matter. Throws BOOT_FAILED.
 */
export async function awaitServices(connection: Connection, name: string, context: DriverContext): Promise<void> {
  context.progress('starting services');
  const answer = await connection.exec(['/bin/sh', '-c', AWAIT_BOOT], { signal: context.signal });
  const { state, units, isUp } = tellBoot(answer.stdout, context);
  if (isUp) return;
  throw new SalternError('BOOT_FAILED', `'${name}' did not start: systemd is '${state}'`, { details: units });
}

/** Restarts the machine from within, and waits for its first answer after the next boot. */
export async function restartGuest(folder: MachineFolder, signal: AbortSignal): Promise<void> {
  const before = await askOnce(folder, BOOT_ID, FIRST_PATIENCE_MS * 4, signal);
  await askOnce(folder, 'systemctl --no-block reboot', FIRST_PATIENCE_MS, signal);
  let patienceMs = FIRST_PATIENCE_MS;
  await waitUntil(
    async () => {
      const now = await askOnce(folder, BOOT_ID, patienceMs, signal);
      if (now === undefined) patienceMs = Math.min(patienceMs * 2, 60_000);
      return now !== undefined && now !== '' && now !== before ? now : undefined;
    },
    { signal, intervalMs: 500 },
  );
}

const FIRST_PATIENCE_MS = 5000;

/**
 * The answer to a line; undefined when the machine went down with the line, which is then lost and must be sent again.
 */
async function askOnce(
  folder: MachineFolder,
  line: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  using agent = await GuestAgent.open(folder.agent, signal);
  try {
    return (await agent.ask(line, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))).said;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
