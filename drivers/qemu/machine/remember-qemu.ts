import { shareWork } from '../../../src/base/wait/share-work.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { findQemu, type Qemu } from './find-qemu.ts';

/** `findQemu`, called once for each PATH: each call searches the PATH twice and starts QEMU. */
export type FindQemu = (context: Pick<DriverContext, 'environment' | 'signal'>) => Promise<Qemu>;

/** QEMU that was not found is looked for again the next time. */
export function rememberQemu(): FindQemu {
  const found = new Map<string, Qemu>();
  const finding = shareWork<Qemu>();
  return async (context) => {
    const path = context.environment['PATH'] ?? '';
    const known = found.get(path) ?? (await finding.do(path, () => findQemu(context), context.signal));
    found.set(path, known);
    return known;
  };
}
