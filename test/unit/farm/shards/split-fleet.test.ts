import { array, assert, dictionary, integer, nat, oneof, property, string, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestCut } from '../../../../src/farm/shards/digest-cut.ts';
import { splitFleet } from '../../../../src/farm/shards/split-fleet.ts';

const names = uniqueArray(string({ minLength: 1, maxLength: 6 }), { maxLength: 40 });
const times = dictionary(string({ minLength: 1, maxLength: 6 }), oneof(nat(100_000), integer()));

function cut(instances: readonly string[], usualMs: Readonly<Record<string, number>>, count: number) {
  return splitFleet({ instances, usualMs, count }).map((shard) => shard.instances);
}

describe('a fleet that is split', () => {
  it('has each instance in exactly one shard, whatever is known of it', () => {
    assert(
      property(names, times, integer({ min: 1, max: 12 }), (instances, usualMs, count) => {
        const shards = splitFleet({ instances, usualMs, count });

        expect(shards.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
        expect(shards.flatMap((shard) => shard.instances).toSorted()).toEqual(instances.toSorted());
      }),
    );
  });

  it('is split alike from whatever order it is named in', () => {
    assert(
      property(
        names,
        times,
        integer({ min: 1, max: 12 }),
        array(nat(), { maxLength: 40 }),
        (all, usualMs, count, keys) => {
          const shuffled = all.map((name, at) => ({ name, key: keys[at] ?? 0 })).toSorted((a, b) => a.key - b.key);

          expect(
            cut(
              shuffled.map(({ name }) => name),
              usualMs,
              count,
            ),
          ).toEqual(cut(all, usualMs, count));
        },
      ),
    );
  });

  it('leaves no shard empty while another has two', () => {
    assert(
      property(names, times, integer({ min: 1, max: 12 }), (instances, usualMs, count) => {
        const sizes = cut(instances, usualMs, count).map(({ length }) => length);

        expect(Math.min(...sizes) === 0 && Math.max(...sizes) > 1).toBe(false);
      }),
    );
  });

  it('puts the longest first into what is emptiest', () => {
    const usualMs = { long: 60, middle: 40, short: 30, tiny: 10 };

    const shards = splitFleet({ instances: ['tiny', 'short', 'middle', 'long'], usualMs, count: 2 });

    expect(shards).toEqual([
      { index: 1, count: 2, instances: ['long', 'tiny'], expectedMs: 70 },
      { index: 2, count: 2, instances: ['middle', 'short'], expectedMs: 70 },
    ]);
  });

  it('takes what nobody timed for an average one, and all alike where none was timed', () => {
    const some = splitFleet({
      instances: ['a', 'b', 'c', 'new'],
      usualMs: { a: 10, b: 20, c: 90, gone: 500 },
      count: 2,
    });
    const none = splitFleet({ instances: ['d', 'c', 'b', 'a'], usualMs: {}, count: 2 });

    expect(some.map(({ instances, expectedMs }) => [instances, expectedMs])).toEqual([
      [['c'], 90],
      [['a', 'b', 'new'], 50],
    ]);
    expect(none.map(({ instances }) => instances)).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('is not misled by names that objects have', () => {
    expect(cut(['constructor', 'toString', '__proto__'], {}, 2).flat().toSorted()).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });
});

describe('the digest of a cut', () => {
  it('is another one when anything moves to another shard, and none when only the order changes', () => {
    const digest = digestCut([['a', 'b'], ['c']]);

    expect(digestCut([['b', 'a'], ['c']])).toBe(digest);
    expect(digestCut([['a'], ['b', 'c']])).not.toBe(digest);
    expect(digestCut([['c'], ['a', 'b']])).not.toBe(digest);
    expect(digestCut([['a', 'b'], ['c'], []])).not.toBe(digest);
  });
});
