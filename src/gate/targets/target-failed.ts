import { SalternError, type SalternErrorOptions } from '../../contract/errors.ts';

/** `TARGET_FAILED`: what of which target, and why. */
export function targetFailed(title: string, what: string, options: SalternErrorOptions = {}): SalternError {
  return new SalternError('TARGET_FAILED', `The target '${title}' ${what}`, options);
}

/** Does `work`; an error of the system's becomes `TARGET_FAILED`, its message after `what`. */
export async function withinTarget<T>(title: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof SalternError || !('code' in cause)) throw cause;
    throw targetFailed(title, `${what}: ${cause.message}`, {
      hint: 'See that it is there and that you may write to it; nothing was moved.',
      cause,
    });
  }
}
