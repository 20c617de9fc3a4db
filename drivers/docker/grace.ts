/** Milliseconds for which an aborted call that makes something is still heard out; an engine that answers at all does so sooner. */
export const ANSWER_GRACE_MS = 10_000;
