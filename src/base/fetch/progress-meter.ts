import type { ImageContext } from '../../../drivers/qemu/images/image-context.ts';

const INTERVAL_MS = 250;

/** Tells `progress` how many bytes are done, a few times a second at most, and always when all are. */
export function progressMeter(
  text: string,
  total: number | undefined,
  { progress }: Pick<ImageContext, 'progress'>,
): (done: number) => void {
  let toldAt = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - toldAt < INTERVAL_MS && done !== total) return;
    toldAt = now;
    progress(text, done, total);
  };
}
