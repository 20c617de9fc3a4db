/**
 * A signal that follows `signal` only after `graceMs`: for a call that makes something and must be heard out, since an
 * answer that nobody waits for is a thing that nobody knows, but not for ever.
 */
export function afterGrace(signal: AbortSignal, graceMs: number): AbortSignal {
  const late = new AbortController();
  const follow = (): void => void setTimeout(() => late.abort(signal.reason), graceMs).unref();
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return late.signal;
}
