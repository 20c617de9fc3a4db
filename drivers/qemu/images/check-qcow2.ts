import { execa } from 'execa';
import { SalternError } from '../../../src/contract/errors.ts';
import { tailLines } from '../../../src/base/text/tail-lines.ts';
import type { ImageContext } from './image-index.ts';

/** Leaked clusters waste space and harm nothing. */
const HARMLESS = new Set([0, 3]);

/**
 * Has `qemu-img` check a qcow2 file, because a damaged base shows only much later, and obscurely. Without `qemu-img` on
 * the PATH nothing is checked. Throws IMAGE_MISSING when the file is damaged.
 */
export async function checkQcow2(file: string, title: string, context: ImageContext): Promise<void> {
  context.progress(`checking ${title}`);
  const result = await execa('qemu-img', ['check', '-q', '-f', 'qcow2', file], {
    env: context.environment,
    extendEnv: false,
    cancelSignal: context.signal,
    reject: false,
    all: true,
  });
  context.signal.throwIfAborted();
  if (result.code === 'ENOENT' || HARMLESS.has(result.exitCode ?? -1)) return;
  throw new SalternError('IMAGE_MISSING', `'${title}' is a damaged disk image: \`qemu-img check\` complains`, {
    hint: 'Fetch or build it again; the file was damaged before it was published.',
    details: tailLines(result.all ?? '', 10),
  });
}
