import { expect, it } from 'vitest';
import { maskEvents } from '../../../../src/app/secrets/mask-events.ts';
import { createMasker } from '../../../../src/base/secret/masker.ts';
import type { NewRunEvent } from '../../../../src/contract/events.ts';
import { examplePass, exampleState, exampleStep } from '../../../support/example-plan.ts';
import { makeCheck, makeResult, makeRun, makeSummary } from '../../report/make-result.ts';

const SECRET = 'canary-word';
const instance = 'demo-default-here';

function listen(secrets: readonly string[] = [SECRET]) {
  const masker = createMasker();
  masker.hide(secrets);
  const events: NewRunEvent[] = [];
  return { masker, events, emit: maskEvents(masker, (event) => events.push(event)) };
}

const output = (text: string, change: object = {}): NewRunEvent => ({
  type: 'output',
  instance,
  phase: 'converge',
  stream: 'stdout',
  text,
  ...change,
});
const ended: NewRunEvent = { type: 'phase-finished', instance, phase: 'converge', outcome: 'pass', durationMs: 1 };

it('passes the very events on while nothing is secret', () => {
  const { emit, events } = listen([]);
  const all = [output('half a li'), output('ne\n'), ended];

  all.forEach(emit);

  expect(events).toEqual(all);
});

it('passes output on line by line, the rest before the end of its phase, and streams apart', () => {
  const { emit, events } = listen();

  emit(output('it is canary-'));
  emit(output('to stderr canary-', { stream: 'stderr' }));
  emit(output('word\nand no'));
  emit(output('word', { stream: 'stderr' }));
  emit(output(' more'));
  emit(ended);

  expect(events.map((event) => (event.type === 'output' ? `${event.stream} ${event.text}` : event.type))).toEqual([
    'stdout it is ••••\n',
    'stdout and no more',
    'stderr to stderr ••••',
    'phase-finished',
  ]);
});

it('hides it in whatever an event says, and leaves names and verdicts', () => {
  const { emit, events } = listen([SECRET, 'demo', 'fail']);
  const state = exampleState({
    id: `of ${SECRET}`,
    name: SECRET,
    comment: `because of ${SECRET}`,
    changes: { [SECRET]: { old: [SECRET], new: 1 } },
    diff: `+${SECRET}`,
    said: ['first canary', SECRET],
    verdict: 'failed',
  });
  const check = makeCheck({
    id: SECRET,
    expected: [SECRET],
    actual: { out: SECRET },
    message: SECRET,
    details: [SECRET],
  });
  const trouble = { code: 'HOOK_FAILED', message: SECRET, hint: SECRET, details: [SECRET] };
  const result = {
    ...makeResult(makeSummary('demo', 'here')),
    outcome: 'fail' as const,
    trouble,
    steps: [exampleStep({ pass: examplePass({ states: [state] }), checks: [check] })],
  };

  emit({ type: 'state-finished', instance, phase: 'converge', after: [], state });
  emit({ type: 'check-finished', instance, after: [], check });
  emit({ type: 'phase-progress', instance, phase: 'converge', text: SECRET, done: 1, total: 2 });
  emit({ type: 'retry', instance, phase: 'create', attempt: 1, attempts: 3, reason: SECRET });
  emit({ type: 'instance-waiting', instance, reason: SECRET });
  emit({ type: 'instance-remade', instance, reasons: [SECRET] });
  emit({ type: 'instance-finished', instance, result });
  emit({ type: 'run-finished', result: makeRun([result]) });

  expect(JSON.stringify(events)).not.toContain(SECRET);
  expect(events.flatMap((event) => ('instance' in event ? [event.instance] : []))).toEqual(Array(7).fill(instance));
  expect(events.at(-1)).toMatchObject({
    result: { instances: [{ name: instance, outcome: 'fail', trouble: { code: 'HOOK_FAILED', message: '••••' } }] },
  });
});
