import { SalternError } from '../../contract/errors.ts';
import type { Shard } from '../../contract/shard.ts';

/** As many as nobody has machines for: a number that was typed by mistake. */
const MOST_SHARDS = 1000;

/** `2/8`: the second of eight. Throws `USAGE`. */
export function parseShard(text: string): Shard {
  const [, first, second] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [index, count] = [Number(first), Number(second)];
  if (index >= 1 && index <= count && count <= MOST_SHARDS) return { index, count };
  const why = first === undefined ? 'two numbers are wanted, I/N' : whyNot(index, count);
  throw new SalternError('USAGE', `'${text}' is no shard: ${why}`, {
    hint: 'Write which one of how many: --shard 2/8 is the second of eight.',
  });
}

function whyNot(index: number, count: number): string {
  if (count > MOST_SHARDS) return `there may be ${MOST_SHARDS} at most`;
  return index === 0 ? 'they are counted from 1' : `there are only ${count}`;
}
