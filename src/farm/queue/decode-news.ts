import type { FarmNews } from '../../contract/farm.ts';

/** A row of news with its result. */
export interface NewsRow {
  readonly n: string;
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
  readonly type: string;
  readonly body: string | null;
  readonly result: string | null;
  readonly signature: string | null;
}

const UNREADABLE = 'what its worker sent as its result cannot be read';

/** Undefined: what a worker sent is none of this. Pure. */
export function decodeNews({ job, attempt, worker, type, body, result, signature }: NewsRow): FarmNews | undefined {
  const who = { job, attempt, worker };
  try {
    switch (type) {
      case 'taken':
        return { ...who, type };
      case 'events':
        return { ...who, type, events: JSON.parse(body ?? '[]') };
      case 'file': {
        const { name, content } = JSON.parse(body ?? '');
        return isInside(name) ? { ...who, type, name, content } : undefined;
      }
      case 'lost': {
        const { reason, isLast } = JSON.parse(body ?? '');
        return { ...who, type, reason, isLast };
      }
      case 'result':
        return { ...who, type, result: JSON.parse(result ?? ''), ...(signature === null ? {} : { signature }) };
      case 'late':
        return { ...who, type, result: JSON.parse(result ?? '') };
      default:
        return undefined;
    }
  } catch (error) {
    // A worker that sends what is no JSON harms its own job only.
    if (!(error instanceof SyntaxError)) throw error;
    return type === 'result' ? { ...who, type: 'lost', reason: UNREADABLE, isLast: true } : undefined;
  }
}

/** Whether a file of this name lies in the run's folder. */
function isInside(name: unknown): boolean {
  return (
    typeof name === 'string' &&
    name !== '' &&
    !name.startsWith('/') &&
    !name.includes('\0') &&
    name.split(/[/\\]/).every((part) => part !== '..' && part !== '.' && part !== '')
  );
}
