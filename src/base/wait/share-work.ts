import { withinSignal } from './within-signal.ts';

/** Callers in one process that ask for the same key share the work under way. */
export interface SharedWork<T> {
  /**
   * Joins the work under this key or starts it. A failure is everybody's, except that of a starter who was aborted:
   * then one of the others starts again. Nothing is kept once the work has ended.
   */
  do(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function shareWork<T>(): SharedWork<T> {
  const underWay = new Map<string, { readonly promise: Promise<T>; readonly signal: AbortSignal }>();
  return {
    async do(key, work, signal) {
      for (;;) {
        const other = underWay.get(key);
        if (!other) break;
        try {
          return await withinSignal(other.promise, signal);
        } catch (error) {
          if (signal.aborted || !other.signal.aborted) throw error;
        }
      }
      const promise = work().finally(() => underWay.delete(key));
      underWay.set(key, { promise, signal });
      return await promise;
    },
  };
}
