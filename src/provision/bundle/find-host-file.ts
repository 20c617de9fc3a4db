import { posix } from 'node:path';
import type { BundleEntry } from './bundle-entry.ts';

/** As many links as the kernel follows. */
const MOST_LINKS = 40;

/** The host file behind a guest path, links of the bundle followed; undefined for what saltern makes and what is not there. */
export function findHostFile(entries: ReadonlyMap<string, BundleEntry>, path: string): string | undefined {
  let wanted = path;
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    const entry = entries.get(wanted);
    if (entry?.kind === 'file') return 'host' in entry.from ? entry.from.host : undefined;
    const next = followLink(entries, wanted);
    if (next === undefined) return undefined;
    wanted = next;
  }
  return undefined;
}

/** The path with the first link in it replaced by where that points. */
function followLink(entries: ReadonlyMap<string, BundleEntry>, path: string): string | undefined {
  const steps = path.split('/');
  for (const [at] of steps.entries()) {
    const start = steps.slice(0, at + 1).join('/');
    const entry = entries.get(start);
    if (entry?.kind === 'link') return posix.join(posix.dirname(start), entry.target, ...steps.slice(at + 1));
  }
  return undefined;
}
