/**
 * A signal that follows `signal` only after `graceMs` (milliseconds): for a call that makes something. Its answer must
 * be awaited, or nobody would know what was made; but not for ever.
 */
export function afterGrace(signal: AbortSignal, graceMs: number): AbortSignal {
  const late = new AbortController();
  const follow = (): void => void setTimeout(() => late.abort(signal.reason), graceMs).unref();
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return late.signal;
}
