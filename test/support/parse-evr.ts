import type { Evr } from '../../src/snapshot/compare-evr.ts';

/** `1:4.5-2` in its parts; without an epoch it is 0. */
export function parseEvr(text: string): Evr {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?(.+)-([^-]+)$/.exec(text) ?? [];
  return { epoch: Number(epoch), version, release };
}
