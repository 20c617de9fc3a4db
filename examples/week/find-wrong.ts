import type { ToldStep } from './live-the-week.ts';
import { WEEK } from './the-week.ts';

/** What did not come as the week promises, one sentence each. Pure. */
export function findWrong(name: string, told: readonly ToldStep[]): readonly string[] {
  if (told.length !== WEEK.length) return [`${name}: ${told.length} steps of ${WEEK.length} were done`];
  return WEEK.flatMap((step, at) => {
    const one = told[at];
    if (one === undefined) return [];
    const where = `${name}, ${step.day} (${step.what})`;
    const stable = findStable(told, at);
    const reasons = one.reasons.join('\n');
    return [
      ...(one.decision === step.decision ? [] : [`${where}: ${one.decision}, not ${step.decision}: ${reasons}`]),
      ...(step.because === undefined || reasons.includes(step.because)
        ? []
        : [`${where}: nothing of '${step.because}' in: ${reasons}`]),
      ...(one.stable === stable ? [] : [`${where}: stable is at '${one.stable}', not at '${stable}'`]),
      ...(one.replayed === 'same' ? [] : [`${where}: decided again, it comes to something else`]),
    ];
  });
}

/** Where `stable` must be after a step: what the newest step says that says something. */
function findStable(told: readonly ToldStep[], at: number): string {
  const from = WEEK.slice(0, at + 1).findLast(({ stableFrom }) => stableFrom !== undefined)?.stableFrom;
  return from === undefined || from === null ? '' : (told[from]?.snapshot ?? '');
}
