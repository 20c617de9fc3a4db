import { isBad } from '../../contract/outcome.ts';
import type { InstanceResult } from '../../contract/result.ts';

/** What a person does next about an instance that did not pass. */
export interface NextSteps {
  /** The verb that repeats what went wrong. */
  readonly again: string;
  /** Why there is something to look into; undefined where there is no instance, or no way into it. */
  readonly look: string | undefined;
}

/** What ends the ways into an instance. */
const NO_WAY: readonly string[] = ['ENGINE_MISSING', 'ENGINE_FAILED', 'GUEST_GONE', 'SSH_FAILED'];

/** `verb`: the one that ran. Pure. */
export function describeNext(result: InstanceResult, verb: string): NextSteps {
  const { phases, steps, kept, outcome, trouble } = result;
  const converge = phases.find(({ phase }) => phase === 'converge');
  const isReached = phases.some(({ phase }) => ['converge', 'again', 'reboot', 'verify'].includes(phase));
  const isThere = kept && isReached && !NO_WAY.includes(trouble?.code ?? '');
  const why = verb === 'test' && outcome === 'fail' ? 'kept because it failed' : 'still there';
  const hasSalt = converge?.outcome === 'pass' || converge?.outcome === 'fail';
  // Who asked for checks and came no further than Salt has to try that again.
  const isStuck =
    (converge !== undefined && converge.outcome !== 'pass') ||
    steps.some((one) => one.step.do === 'converge' && isBad(one));
  return {
    again: verb === 'verify' && isStuck ? 'converge' : verb,
    look: isThere ? `${why}${hasSalt ? '; salt-call works there' : ''}` : undefined,
  };
}
