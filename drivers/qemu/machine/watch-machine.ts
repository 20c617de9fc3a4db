import { setTimeout as delay } from 'node:timers/promises';
import { SalternError } from '../../../src/contract/errors.ts';
import { ConsoleReader, consoleSize, consoleTail, type ConsoleTrouble } from './console.ts';
import type { MachineFolder } from './machine-folder.ts';
import { findProcess } from './machine-process.ts';

export interface WatchOptions {
  /** The instance, for messages. */
  readonly name: string;
  /** While it boots, every sign of trouble ends the wait; later, only a kernel panic or the machine's end. */
  readonly isBooting: boolean;
  /** Milliseconds; default: no limit of its own. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

const LOOK_MS = 200;

/**
 * Does `work` while the machine runs and its console shows no fatal line; else aborts the work at once, with that line
 * as the reason. Throws BOOT_FAILED while booting, GUEST_GONE later, and the signal's reason.
 */
export async function watchMachine<T>(
  folder: MachineFolder,
  { name, isBooting, timeoutMs, signal }: WatchOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const trouble = new AbortController();
  const done = new AbortController();
  const reader = new ConsoleReader(folder.serial, isBooting ? 0 : await consoleSize(folder.serial));
  const startedAt = performance.now();
  const watching = (async () => {
    while (!done.signal.aborted) {
      await delay(LOOK_MS, undefined, { signal: done.signal }).catch(() => undefined);
      if (done.signal.aborted) return;
      const isLate = timeoutMs !== undefined && performance.now() - startedAt > timeoutMs;
      const reason =
        (await findTrouble(folder, { name, isBooting, reader })) ??
        (isLate ? await lateError(folder, name, timeoutMs) : undefined);
      if (reason) return trouble.abort(reason);
    }
  })();
  try {
    return await work(AbortSignal.any([signal, trouble.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (trouble.signal.aborted) throw trouble.signal.reason;
    // When a machine ends, its ports are closed first, and that error comes before the reason.
    throw (await findTrouble(folder, { name, isBooting, reader })) ?? error;
  } finally {
    done.abort();
    await watching;
  }
}

interface Watched {
  readonly name: string;
  readonly isBooting: boolean;
  readonly reader: ConsoleReader;
}

/** Why the machine cannot go on, if it cannot. */
export async function findTrouble(
  folder: MachineFolder,
  { name, isBooting, reader }: Watched,
): Promise<SalternError | undefined> {
  const found = await reader.readTrouble();
  const code = isBooting ? 'BOOT_FAILED' : 'GUEST_GONE';
  if (found && (isBooting || found.kind === 'panic')) {
    return new SalternError(code, `${sentences[found.kind](name)}: ${found.line}`, {
      hint: hints[found.kind],
      details: await consoleTail(folder.serial),
    });
  }
  if ((await findProcess(folder)) !== undefined) return undefined;
  return new SalternError(code, `The machine of '${name}' has ended`, {
    hint: 'Look at the last lines of its console; somebody or something may have ended QEMU.',
    details: await consoleTail(folder.serial),
  });
}

async function lateError(folder: MachineFolder, name: string, timeoutMs: number): Promise<SalternError> {
  const details = await consoleTail(folder.serial);
  const last = details.at(-1);
  const said = last === undefined ? 'it said nothing on its console' : `its last line is '${last.trim()}'`;
  return new SalternError('BOOT_FAILED', `'${name}' was not up within ${Math.round(timeoutMs / 1000)} s; ${said}`, {
    hint: "Give it more time with 'timeouts: { create: … }'; an image without cloud-init or without a serial console cannot say that it is up.",
    details,
  });
}

const sentences: Readonly<Record<ConsoleTrouble['kind'], (name: string) => string>> = {
  panic: (name) => `The kernel of '${name}' stopped`,
  oops: (name) => `The kernel of '${name}' failed`,
  emergency: (name) => `'${name}' came up in an emergency shell`,
  memory: (name) => `'${name}' ran out of memory`,
  'no-system': (name) => `'${name}' found no system to boot`,
};

const hints: Readonly<Record<ConsoleTrouble['kind'], string>> = {
  panic: 'Boot the image by hand to see more than the last lines of its console above.',
  oops: 'Without KVM, try \'qemu: { cpu: "max,cx16=off" }\' or a newer QEMU: before 9.1, QEMU breaks kernels of 6.12 and later.',
  emergency: 'Look at the whole console, which is beside the log: a file system is missing or broken.',
  memory: "Give it more with 'qemu: { memory: … }'.",
  'no-system': "Try 'qemu: { firmware: uefi }': some images boot by UEFI only.",
};
