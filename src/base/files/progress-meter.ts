/** Takes what is being done and how far it has come, in bytes. */
export type OnProgress = (text: string, done?: number, total?: number) => void;

const INTERVAL_MS = 250;

/** Tells `onProgress` how many bytes are done, a few times a second at most, and always when all are. */
export function progressMeter(text: string, total: number | undefined, onProgress: OnProgress): (done: number) => void {
  let toldAt = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - toldAt < INTERVAL_MS && done !== total) return;
    toldAt = now;
    onProgress(text, done, total);
  };
}
