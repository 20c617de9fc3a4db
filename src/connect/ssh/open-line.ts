import { SalternError } from '../../contract/errors.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { logIn, type SshLine } from './client.ts';
import { DialError } from './dial-error.ts';
import { reachServer } from './reach-server.ts';
import { nameTarget, type SshTarget } from './ssh-target.ts';

export interface OpenLineOptions {
  /** Text of the key's file. */
  readonly privateKey: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const RETRY_MS = 50;
const ALIVE_MS = 1000;
/**
 * How long the server has to say something; doubled each time this was too short. A connection may hang because the
 * guest's network was not up when it was made, or because the guest is slow.
 */
const FIRST_WORD_MS = 2000;
const LOG_IN_MS = 60_000;

/**
 * Tries until the machine lets us in. Throws SSH_FAILED when the time is over, or at once when no try can succeed;
 * GUEST_GONE when the machine is gone; and the signal's reason when aborted.
 */
export async function openLine(target: SshTarget, options: OpenLineOptions): Promise<SshLine> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const dialing = dialUntil(target, { ...options, signal });
  const gone = watchMachine(target, signal);
  gone.catch(() => undefined);
  try {
    return await Promise.race([dialing, gone]);
  } catch (error) {
    // A line that opens in the very moment when the machine is found gone is not wanted any more.
    dialing.then(
      (line) => line.end(),
      () => undefined,
    );
    throw error;
  } finally {
    stop.abort();
  }
}

async function dialUntil(target: SshTarget, { privateKey, timeoutMs, signal }: OpenLineOptions): Promise<SshLine> {
  const endsAt = performance.now() + timeoutMs;
  let firstWordMs = FIRST_WORD_MS;
  let last: DialError | undefined;
  const line = await waitUntil(
    async () => {
      const leftMs = Math.max(1, Math.ceil(endsAt - performance.now()));
      const { host, port, user, hostKeys } = target;
      const late = AbortSignal.timeout(Math.min(LOG_IN_MS, leftMs));
      try {
        const socket = await reachServer({ host, port, signal, timeoutMs: Math.min(firstWordMs, leftMs) });
        return await logIn(socket, { user, privateKey, hostKeys, signal: AbortSignal.any([signal, late]) });
      } catch (error) {
        signal.throwIfAborted();
        last = error instanceof DialError ? error : new DialError('silent', 'it did not finish the login', error);
        if (last.failure === 'final') throw failed(target, `: ${last.message}`, last);
        if (last.failure === 'silent') firstWordMs *= 2;
        return undefined;
      }
    },
    { signal, intervalMs: RETRY_MS, timeoutMs },
  );
  if (line) return line;
  throw failed(target, ` within ${timeoutMs / 1000} s; at last: ${last?.message ?? 'nothing tried'}`, last);
}

function failed(target: SshTarget, why: string, cause: DialError | undefined): SalternError {
  return new SalternError('SSH_FAILED', `There is no way into ${nameTarget(target)} over SSH${why}`, {
    hint:
      cause?.failure === 'final'
        ? 'Another machine may answer in its place, or its keys were changed: destroy the instance and create it again.'
        : 'Its console shows whether sshd started: `saltern logs NAME`.',
    cause,
  });
}

/** Ends only by throwing. */
async function watchMachine(target: SshTarget, signal: AbortSignal): Promise<never> {
  await waitUntil(async () => ((await target.isAlive()) ? undefined : true), { signal, intervalMs: ALIVE_MS });
  throw guestGone(target);
}

/** `GUEST_GONE` for a machine that is not alive any more. */
export function guestGone(target: SshTarget): SalternError {
  return new SalternError('GUEST_GONE', `'${target.name}' is not running any more`, {
    hint: 'Run the instance again; somebody or something ended it.',
  });
}
