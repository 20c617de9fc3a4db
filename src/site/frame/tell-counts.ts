import { count } from '../../base/text/count.ts';

/** `3 of 40 instances failed, 1 flaky`: how many of all are each; those that are none are left out. Empty: all are. Pure. */
export function tellCounts(all: number, parts: readonly (readonly [number: number, word: string])[]): string {
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word], at) => (at === 0 ? `${number} of ${count(all, 'instance')} ${word}` : `${number} ${word}`))
    .join(', ');
}
