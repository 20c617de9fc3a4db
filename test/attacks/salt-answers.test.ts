import { describe, expect, it } from 'vitest';
import { applyTold, type ToldEvents } from '../support/scripted-guest.ts';

const TAG = 'file_|-motd_|-/etc/motd_|-managed';
const OTHER = 'file_|-issue_|-/etc/issue_|-managed';

function state(result: unknown, more: object = {}): Readonly<Record<string, unknown>> {
  return { __id__: 'motd', __sls__: 'base', name: '/etc/motd', result, changes: {}, comment: '', ...more };
}

function returned(value: unknown, retcode: number | null = 0) {
  return { event: 'returned', value, retcode };
}

const began = (tag: string) => ({ event: 'started', tag, id: 'issue', function: 'file.managed', sls: 'base' });
const ended = (tag: string, result: unknown) => ({ event: 'ended', tag, result: state(result) });
const planned = (total: number, test = false) => ({ event: 'planned', total, test });

describe('an answer of Salt that is no proof', () => {
  it.each<[string, 'fail' | 'error', ToldEvents, RegExp]>([
    ['states that were only planned', 'fail', [returned({ [TAG]: state(null) })], /'motd' .*was not applied/],
    [
      'a dry run that would change nothing',
      'fail',
      [planned(1, true), returned({ [TAG]: state(true) })],
      /Nothing was/,
    ],
    ['a result "False"', 'error', [returned({ [TAG]: state('False') })], /is "False", not true or false/],
    ['a result 0', 'error', [returned({ [TAG]: state(0) })], /is 0, not true or false/],
    ['a result 1', 'error', [returned({ [TAG]: state(1) })], /is 1, not true or false/],
    ['no result at all', 'error', [returned({ [TAG]: state(undefined) })], /has no result/],
    ['an empty list', 'error', [returned([])], /neither states nor a reason/],
    ['a list of nothing', 'error', [returned([''])], /neither states nor a reason/],
    ['an empty text', 'error', [returned('')], /neither states nor a reason/],
    ['an empty map', 'fail', [returned({})], /no state was applied/],
    ['null', 'fail', [returned(null)], /no state was applied/],
    ['a number', 'fail', [returned(0)], /no state was applied/],
    ['errors beside a good state', 'fail', [returned({ [TAG]: state(true), errors: ['it broke'] })], /it broke/],
    ['a status beside a good state', 'error', [returned({ [TAG]: state(true), retcode: 2 })], /'retcode: 2'/],
    ['an exit status that no state explains', 'error', [returned({ [TAG]: state(true) }, 2)], /ended with 2/],
    ['a stray key beside a good state', 'error', [returned({ [TAG]: state(true), note: 'hm' })], /'note: "hm"'/],
    ['a text for a state', 'error', [returned({ [TAG]: state(true), [OTHER]: 'done' })], /"done" in place of/],
    ['null for a state', 'error', [returned({ [TAG]: state(true), [OTHER]: null })], /null in place of/],
    ['a list for a state', 'error', [returned({ [TAG]: state(true), [OTHER]: [true] })], /\[true\] in place of/],
    ['one state of fifty', 'error', [planned(50), returned({ [TAG]: state(true) })], /planned 50 .* has 1/],
    ['a state that never ended', 'error', [began(OTHER), returned({ [TAG]: state(true) })], /'issue' .*was begun/],
    ['a good state that it lacks', 'error', [ended(OTHER, true), returned({ [TAG]: state(true) })], /lacks the state/],
    ['a failed state that it lacks', 'fail', [ended(OTHER, false), returned({ [TAG]: state(true) })], /no such file/],
    [
      'a failed state that it calls true',
      'fail',
      [ended(TAG, false), returned({ [TAG]: state(true) })],
      /no such file/,
    ],
    ['a planned state that it calls true', 'fail', [ended(TAG, null), returned({ [TAG]: state(true) })], /not applied/],
  ])('%s: %s', async (_, outcome, events, reason) => {
    const pass = await applyTold(events.map(withComment));

    expect(pass.outcome).toBe(outcome);
    const told = [...pass.problems.map(({ message }) => message), ...pass.states.map(({ comment }) => comment)];
    expect(told.join('\n')).toMatch(reason);
  });

  it('nothing at all is trouble', async () => {
    await expect(applyTold([planned(1)])).rejects.toMatchObject({ code: 'SALT_TROUBLE' });
  });

  it('while a whole answer, with states that listen, is a pass', async () => {
    const events = [planned(1), ended(TAG, true), planned(1), returned({ [TAG]: state(true), [OTHER]: state(true) })];

    expect(await applyTold(events)).toMatchObject({ outcome: 'pass', problems: [] });
  });

  it('and a failure beside what is not known is a failure', async () => {
    const events = [returned({ [TAG]: state(false, { comment: 'no such file' }), [OTHER]: 'done' })];

    expect(await applyTold(events)).toMatchObject({ outcome: 'fail' });
  });
});

/** A state that failed says why. */
function withComment(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (event['event'] !== 'ended') return event;
  return { ...event, result: { ...(event['result'] as object), comment: 'no such file' } };
}
