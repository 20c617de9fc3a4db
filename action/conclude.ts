import type { FailOn } from './read-inputs.ts';

/** How a run of saltern ended, for whoever comes after in the workflow. */
export interface Conclusion {
  readonly outcome: 'pass' | 'fail' | 'error' | 'skip';
  /** Exit code of the step. */
  readonly exitCode: number;
  /** Said beside the run; undefined: nothing. */
  readonly warning: string | undefined;
}

/** What the exit code of saltern means for the step; `hasRun`: whether there was anything to run. Pure. */
export function conclude(code: number, failOn: FailOn, hasRun: boolean): Conclusion {
  switch (code) {
    case 0:
      return { outcome: hasRun ? 'pass' : 'skip', exitCode: 0, warning: undefined };
    case 1: {
      const isFailure = failOn !== 'never';
      return { outcome: 'fail', exitCode: isFailure ? 1 : 0, warning: isFailure ? undefined : excuse('failed') };
    }
    case 3: {
      const isFailure = failOn === 'error';
      const warning = isFailure ? undefined : excuse('could not be found out');
      return { outcome: 'error', exitCode: isFailure ? 3 : 0, warning };
    }
    default:
      return { outcome: 'error', exitCode: code, warning: undefined };
  }

  function excuse(what: string): string {
    return `something ${what}, and the step does not fail for it ('fail-on: ${failOn}')`;
  }
}
