import { relative, sep } from 'node:path';
import type { FoundPlace } from '../../base/place/place.ts';
import type { StepResult } from '../../contract/result.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { StepName } from '../../contract/phases.ts';
import type { Tone } from './line.ts';

/** `verify`; after a reboot `verify after the reboot`. */
export function stepWord({ step, after }: Pick<StepResult, 'step' | 'after'>): string {
  return after.includes('reboot') ? `${step.do} after the reboot` : step.do;
}

/** `after the reboot: ` where that is so; empty otherwise. */
export function whenWord(after: readonly StepName[]): string {
  return after.includes('reboot') ? 'after the reboot: ' : '';
}

export function outcomeTone(outcome: Outcome): Tone {
  return outcome === 'skip' ? 'dim' : outcome;
}

/** What instances that went well are called: `create` and `converge` judge nothing, so nothing has passed there. */
export function successWord(verb: string): 'created' | 'converged' | 'passed' {
  if (verb === 'create') return 'created';
  return verb === 'converge' ? 'converged' : 'passed';
}

/** A path as a person in `cwd` would type it: relative where it lies below or that is much shorter, else as it is. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  if (short === '' || short === '..') return path;
  return short.startsWith(`..${sep}`) && short.length * 2 > path.length ? path : short;
}

/** `formulas/ops-ssh/config.sls:14`, without a line where none is known. */
export function formatPlace(place: FoundPlace, cwd: string): string {
  const file = place.file.startsWith(sep) ? shortPath(place.file, cwd) : place.file;
  return place.line === undefined ? file : `${file}:${place.line}`;
}

/** `remade: snapshot A → B, memory 1g → 2g` */
export function remadeWord(reasons: readonly string[]): string {
  return `remade: ${reasons.join(', ')}`;
}

/** `try 1 of 3 failed` */
export function tryWord({ attempt, attempts }: { readonly attempt: number; readonly attempts: number }): string {
  return `try ${attempt} of ${attempts} failed`;
}

/** `1 retry`, `2 retries`. */
export function retryWord(retries: number): string {
  return retries === 1 ? '1 retry' : `${retries} retries`;
}

/** `12/31 `; empty where nobody counts. */
export function progressWord(done: number | undefined, total: number | undefined): string {
  if (done === undefined) return '';
  return total === undefined ? `${done} ` : `${done}/${total} `;
}
