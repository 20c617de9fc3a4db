import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How idle the machine is while nothing of ours is measured. */
export interface Idleness {
  /** Share of all cores that was in use, 0 to 1. */
  readonly load: number;
  /** It was still in use when the waiting was given up. */
  readonly isBusy: boolean;
}

export interface IdleLimits {
  /** Above this share the machine is busy. Default 0.15: an engine and a desktop at rest stay below. */
  readonly most?: number;
  /** How long a look takes. Default 500. */
  readonly lookMs?: number;
  /** When to give up. Default 120 000. */
  readonly limitMs?: number;
  /** Processor time of the machine so far; undefined: it does not tell. */
  readonly times?: () => Promise<ProcessorTimes | undefined>;
}

/** Of all processors since the machine started, in any unit. */
export interface ProcessorTimes {
  readonly used: number;
  readonly all: number;
}

/**
 * Waits until others leave the machine alone, and says so when it has to wait and when it gives up. The load average will
 * not do: for a minute it tells of what was just measured.
 */
export async function awaitIdle(onRun: (text: string) => void, limits: IdleLimits = {}): Promise<Idleness> {
  const { most = 0.15, lookMs = 500, limitMs = 120_000, times = readTimes } = limits;
  const startedAt = performance.now();
  for (let looks = 0; ; looks += 1) {
    const load = await measureLoad(lookMs, times);
    if (load <= most) return { load, isBusy: false };
    if (performance.now() - startedAt >= limitMs) {
      onRun(
        `the machine is still busy (${Math.round(load * 100)} %): measuring all the same, figures are not to be trusted`,
      );
      return { load, isBusy: true };
    }
    if (looks === 3) onRun(`waiting for an idle machine (${Math.round(load * 100)} % in use)`);
  }
}

async function measureLoad(lookMs: number, times: () => Promise<ProcessorTimes | undefined>): Promise<number> {
  const before = await times();
  await delay(lookMs);
  const after = await times();
  if (!before || !after || after.all <= before.all) return 0;
  return (after.used - before.used) / (after.all - before.all);
}

/** From Linux; time that the hypervisor took counts as used, for it is not ours. */
async function readTimes(): Promise<ProcessorTimes | undefined> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseTimes(text);
}

/** `cpu user nice system idle iowait irq softirq steal …`. Pure. */
export function parseTimes(text: string): ProcessorTimes {
  const numbers = (text.split('\n', 1)[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const all = numbers.reduce((sum, one) => sum + one, 0);
  return { all, used: all - (numbers[3] ?? 0) - (numbers[4] ?? 0) };
}
