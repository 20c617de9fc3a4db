import { shareWork } from '../../../src/base/wait/share-work.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { findQemu, type Qemu } from './find-qemu.ts';

/** `findQemu`, asked of this machine once for each PATH: each time costs two looks along it and a start of QEMU. */
export type FindQemu = (context: Pick<DriverContext, 'environment' | 'signal'>) => Promise<Qemu>;

/** What is not found is looked for again the next time. */
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
