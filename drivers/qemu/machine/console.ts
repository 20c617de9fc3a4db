import { copyFile, open, stat } from 'node:fs/promises';
import { tailLines } from '../../../src/base/text/tail-lines.ts';

/** What a line on the console means for whoever waits for the machine. */
export interface ConsoleTrouble {
  readonly kind: 'panic' | 'oops' | 'emergency' | 'memory' | 'no-system';
  /** The line itself. */
  readonly line: string;
}

/**
 * The first one that fits counts. Left out on purpose: soft lock-ups, which under emulation mean that the machine is
 * busy, and a service that used up its own share of the memory.
 */
const SIGNS: readonly (readonly [ConsoleTrouble['kind'], RegExp])[] = [
  ['panic', /Kernel panic - not syncing/],
  ['oops', /\bBUG: (kernel NULL|unable to handle)|\b(Oops|general protection fault)\b.*\[#\d+\]|\bkernel BUG at /],
  [
    'emergency',
    /You are in (emergency|rescue) mode|Entering emergency mode|^\(initramfs\)|Give root password for maintenance|dracut-emergency|grub rescue>/,
  ],
  ['memory', /Out of memory: Kill|oom-kill:constraint=CONSTRAINT_(?!MEMCG)|System is deadlocked on memory/],
  [
    'no-system',
    /No bootable device|Boot failed: not a bootable disk|BdsDxe: No bootable option|You need to load the kernel first/,
  ],
];

/** Pure. A kernel's time stamp and a terminal's colours do not count. */
export function judgeConsoleLine(text: string): ConsoleTrouble | undefined {
  const line = plainText(text).trim();
  const sign = SIGNS.find(([, pattern]) => pattern.test(line));
  return sign && { kind: sign[0], line };
}

/** Reads what a machine writes to its serial port, each call from where the last one ended. */
export class ConsoleReader {
  readonly #file: string;
  #offset: number;
  #rest = '';

  /** `offset`: bytes to leave out at the start; default none. */
  constructor(file: string, offset = 0) {
    this.#file = file;
    this.#offset = offset;
  }

  /** The first trouble in the new lines, a line without an end (a prompt) included. */
  async readTrouble(): Promise<ConsoleTrouble | undefined> {
    const text = this.#rest + (await this.#read());
    const lines = text.split('\n');
    this.#rest = (lines.at(-1) ?? '').slice(-4096);
    for (const line of lines) {
      const trouble = judgeConsoleLine(line);
      if (trouble) return trouble;
    }
    return undefined;
  }

  async #read(): Promise<string> {
    try {
      await using file = await open(this.#file, 'r');
      const { size } = await file.stat();
      if (size <= this.#offset) return '';
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(size - this.#offset),
        position: this.#offset,
      });
      this.#offset += bytesRead;
      return buffer.toString('utf8', 0, bytesRead);
    } catch {
      // The machine has not opened its log yet, or is being removed.
      return '';
    }
  }
}

/** Bytes that the machine has written so far; 0 without a log. */
export async function consoleSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** The last lines a machine said, as a person would read them. */
export async function consoleTail(file: string, count = 12): Promise<readonly string[]> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const position = Math.max(0, size - 16_384);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - position), position });
    return tailLines(plainText(buffer.toString('utf8', 0, bytesRead)), count);
  } catch {
    return [];
  }
}

/** Copies the console's log; false when that cannot be done. */
export async function saveConsole(file: string, target: string): Promise<boolean> {
  return await copyFile(file, target).then(
    () => true,
    () => false,
  );
}

/** The text without the sequences that move a terminal's cursor and set colours. */
function plainText(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- exactly those bytes
      .replaceAll(/\u001B(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>c]|[\]P][^\u0007\u001B]*(?:\u0007|\u001B\\))/g, '')
      // oxlint-disable-next-line no-control-regex -- exactly those bytes
      .replaceAll(/[\u0000-\u0008\u000B-\u001F]/g, '')
  );
}
