import { SalternError } from './errors.ts';
import type { Trouble } from './result.ts';

/** Whatever was thrown, as data. An unknown error is named INTERNAL and keeps its first stack lines. */
export function toTrouble(error: unknown): Trouble {
  if (error instanceof SalternError) {
    return { code: error.code, message: error.message, hint: error.hint, details: error.details };
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
