import type { Trouble } from './result.ts';
import { toKnownError } from './to-known-error.ts';

/** Whatever was thrown, as data. An unknown error is named INTERNAL and keeps its first stack lines. */
export function toTrouble(error: unknown): Trouble {
  const known = toKnownError(error);
  if (known !== undefined) {
    return { code: known.code, message: known.message, hint: known.hint, details: known.details };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'INTERRUPTED', message: 'Interrupted', hint: undefined, details: [] };
  }
  const details = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4) : [];
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    hint: 'Report this with the lines above: it is a defect of saltern.',
    details: details.map((line) => line.trim()),
  };
}
