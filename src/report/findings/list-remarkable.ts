import { cleanLine } from '../../base/text/clean-text.ts';
import type { RunStarted } from '../../contract/events.ts';
import type { InstanceResult, StateResult } from '../../contract/result.ts';
import { retryWord } from '../text/words.ts';
import type { OneFinding } from './one-finding.ts';
import { nameState } from './say-state.ts';

/** What is to be known of an instance although it failed nothing: a flaky pass, retries, what the suite excuses. Pure. */
export function listRemarkable(result: InstanceResult, started: RunStarted): readonly OneFinding[] {
  const excused = result.steps.flatMap(({ pass }) => pass?.states ?? []).filter(({ verdict }) => verdict === 'excused');
  const once = new Map(excused.map((state) => [JSON.stringify([state.sls, state.id, state.function]), state]));
  const planned = started.instances.find(({ name }) => name === result.name);
  const isFlaky = result.outcome === 'pass' && planned?.hasFailed === true;
  return [
    ...(isFlaky ? [ofFlaky(result, planned.attempt)] : []),
    ...(result.outcome === 'pass' ? listRetries(result) : []),
    ...[...once.values()].map((state) => ofExcused(state, result)),
  ];
}

function ofFlaky(instance: InstanceResult, attempt = 2): OneFinding {
  return {
    ...warning(instance, 'flaky'),
    title: `${instance.formula}: flaky`,
    why: `It passed at attempt ${attempt}, after it had failed on the same content`,
  };
}

function listRetries(instance: InstanceResult): readonly OneFinding[] {
  const tried = instance.phases.filter(({ retries }) => retries > 0);
  if (tried.length === 0) return [];
  const words = tried.map(({ phase, retries }) => `${phase}, ${retryWord(retries)}`).join('; ');
  return [
    {
      ...warning(instance, 'retry'),
      title: `${instance.formula}: passed after a retry`,
      why: `It passed after something beside the formula had to be tried again: ${words}`,
    },
  ];
}

function ofExcused(state: StateResult, instance: InstanceResult): OneFinding {
  const { formula } = instance;
  const name = nameState(state);
  return {
    ...warning(instance, `excused/${cleanLine(state.function)}`),
    identity: [formula, 'excused', state.sls, state.id, state.function],
    title: `${formula}: ${name} may change again`,
    why: `${name} changes again, which the suite excuses: ${cleanLine(state.excuse ?? '') || 'no reason is given'}`,
    place: state.place,
  };
}

function warning(instance: InstanceResult, rule: string): Omit<OneFinding, 'title' | 'why'> {
  return {
    severity: 'warning',
    instance,
    rule,
    identity: [instance.formula, instance.suite, rule],
    details: [],
    place: undefined,
    rank: 1,
  };
}
