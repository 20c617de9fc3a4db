import { SalternError } from '../../../contract/errors.ts';

/** `TARGET_FAILED`. */
export function failed(
  message: string,
  options: { readonly hint?: string; readonly details?: readonly string[]; readonly cause?: unknown } = {},
): SalternError {
  return new SalternError('TARGET_FAILED', message, options);
}
