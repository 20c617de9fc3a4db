import { formatGib } from '../../base/text/format-bytes.ts';
import type { Finding, Resources } from '../../contract/driver.ts';

export interface MemoryAsk {
  /** What each instance counts for. */
  readonly instances: readonly { readonly name: string; readonly needs: Resources }[];
  /** What instances may use together now. */
  readonly limits: Resources;
  /** Bytes of the machine. */
  readonly total: number;
  /** As many at once as was asked for. Default: as many as fit. */
  readonly concurrency: number | undefined;
}

/** Whether the biggest instance fits, and how many do at once. Pure. */
export function checkMemory({ instances, limits, total, concurrency }: MemoryAsk): readonly Finding[] {
  const sorted = instances.toSorted((one, other) => other.needs.memoryBytes - one.needs.memoryBytes);
  const [biggest] = sorted;
  if (biggest === undefined) return [];
  const title = 'Memory';
  const free = Math.max(0, limits.memoryBytes);
  const need = biggest.needs.memoryBytes;
  const fit = countThatFit(sorted, free);
  const most = Math.min(concurrency ?? instances.length, instances.length);
  const message = `${formatGib(free)} free for instances, ${fit} of ${instances.length} fit at once; the biggest, '${biggest.name}', counts for ${formatGib(need)}`;
  if (need > total) {
    const remedy = 'Give it less with `memory:`, or use a machine that has more.';
    return [{ title, outcome: 'fail', message: `${message}, and the machine has ${formatGib(total)}`, remedy }];
  }
  if (need > free) {
    const remedy = 'End what uses memory, or give instances less with `memory:`; such an instance runs alone.';
    return [{ title, outcome: 'warn', message, remedy }];
  }
  if (concurrency !== undefined && fit < most) {
    const remedy = `Of the ${concurrency} at once that are asked for, the others wait: ask for fewer, or give them less with \`memory:\`.`;
    return [{ title, outcome: 'warn', message, remedy }];
  }
  return [{ title, outcome: 'pass', message, remedy: undefined }];
}

/** With the biggest first, as it may come to pass. */
function countThatFit(sorted: MemoryAsk['instances'], free: number): number {
  let left = free;
  return sorted.filter(({ needs }) => (left -= needs.memoryBytes) >= 0).length;
}
