import type { Evr } from '../compare-evr.ts';

/** `4.5-2`, with `1:` before it where the epoch is not 0. */
export function formatEvr({ epoch, version, release }: Evr): string {
  return `${epoch === 0 ? '' : `${epoch}:`}${version}-${release}`;
}
