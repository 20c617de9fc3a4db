import type { Target, TargetMove } from '../../src/contract/target.ts';

/** A target that is nothing but where it is, and does what a test tells it to. */
export interface MemoryTarget extends Target {
  /** What it was asked, in order: `move ID`, `remove`. */
  readonly asked: string[];
  /** Where it is. */
  now: string | undefined;
  /** Thrown by the next calls, while it is set. */
  trouble: Error | undefined;
}

/** `all`: where targets that share it write down what they were asked, each after its title. */
export function memoryTarget(title: string, all: string[] = []): MemoryTarget {
  const note = (what: string): void => {
    target.asked.push(what);
    all.push(`${title} ${what}`);
  };
  const ask = (what: string): void => {
    note(what);
    if (target.trouble !== undefined) throw target.trouble;
  };
  const target: MemoryTarget = {
    name: 'memory',
    title,
    asked: [],
    now: undefined,
    trouble: undefined,
    at: () => Promise.resolve({ kind: 'at', id: target.now }),
    move: async ({ to }: TargetMove) => {
      await Promise.resolve();
      ask(`move ${to.id}`);
      target.now = to.id;
    },
    remove: async () => {
      await Promise.resolve();
      ask('remove');
      target.now = undefined;
    },
  };
  return target;
}
