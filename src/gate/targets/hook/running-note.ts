import { mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readText } from '../../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../../base/files/size-limits.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { printableJson } from '../../../base/json/printable-json.ts';

/** A process that may outlive whoever started it. */
const schema = z.object({
  pid: z.int().positive(),
  /** When it began, in ticks since the machine did: another process may get its number. */
  started: z.string(),
  /** The machine as it runs now, and the numbers that its processes have for us. */
  machine: z.string(),
});

/**
 * Notes that a process runs; disposing says that it has ended. At once, so that it gets no further meanwhile, and not
 * forced to disk: a machine that starts again has ended it. Does nothing where the system tells nothing of processes, or
 * the note cannot be written: it is for what comes after a crash only.
 */
export function noteRunning(file: string, pid: number | undefined): Disposable {
  const [started, machine] = [pid === undefined ? undefined : startOf(pid), machineNow()];
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (started !== undefined && machine !== undefined) writeFileSync(file, printableJson({ pid, started, machine }));
  } catch {
    // Then nobody waits for it.
  }
  return { [Symbol.dispose]: () => removeNote(file) };
}

function removeNote(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // One that stays tells of a process that has ended.
  }
}

/**
 * Number of the process that was noted and still runs; undefined: it has ended, none was noted, or another machine noted
 * it, of which nobody can see that here.
 */
export async function findRunning(file: string): Promise<number | undefined> {
  const text = await readText(file, MOST_BYTES.record).catch(() => '{}');
  const { data: noted } = schema.safeParse(parse(text));
  if (noted === undefined || noted.machine !== machineNow()) return undefined;
  return noted.started === startOf(noted.pid) ? noted.pid : undefined;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // Whoever wrote it was ended there, and had told the process nothing yet.
    return undefined;
  }
}

/** Undefined for one that has ended, also where nobody has taken note of its end. */
function startOf(pid: number): string | undefined {
  // Its name, in brackets, may hold anything.
  const [state = 'X', ...rest] = (read(`/proc/${pid}/stat`)?.replace(/^.*\) /s, '') ?? '').split(' ');
  return /[ZX]/.test(state) ? undefined : rest[18];
}

function machineNow(): string | undefined {
  try {
    return `${read('/proc/sys/kernel/random/boot_id')?.trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
