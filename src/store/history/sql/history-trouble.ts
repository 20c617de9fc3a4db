import { SalternError } from '../../../contract/errors.ts';

/** `HISTORY_UNREACHABLE`: what and where, and why. */
export function unreachable(place: string, why: string, cause?: unknown): SalternError {
  return new SalternError('HISTORY_UNREACHABLE', `The history '${place}' cannot be used: ${why}`, {
    hint: 'Mend that, then run `saltern history import`: verdicts and evidence are kept elsewhere.',
    cause,
    isTransient: true,
  });
}

/** `HISTORY_DAMAGED`: the same for what is there and cannot be understood. */
export function damaged(place: string, why: string, cause?: unknown): SalternError {
  return new SalternError('HISTORY_DAMAGED', `The history '${place}' is damaged: ${why}`, {
    hint: 'Run `saltern history import`, which begins a new one from the runs’ own files.',
    cause,
  });
}

/** `HISTORY_UNREACHABLE`: made by a saltern that knows more than this one. */
export function isNewer(place: string, version: number): SalternError {
  return new SalternError(
    'HISTORY_UNREACHABLE',
    `The history '${place}' cannot be used: it has form ${version}, which this saltern does not know`,
    { hint: 'Use the newer saltern that made it.' },
  );
}
