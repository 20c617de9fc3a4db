import { expect, it } from 'vitest';
import { asPlainLine, renderCommand, renderOutput } from '../../../action/workflow-files.ts';

it('a value of an output cannot end itself: its delimiter is new each time', () => {
  const [, first] = /^report<<(.+)\nend\nreport<<x\n(.+)\n$/.exec(renderOutput('report', 'end\nreport<<x')) ?? [];

  expect(first).toMatch(/^end-[0-9a-f-]{36}$/);
  expect(renderOutput('report', '')).not.toContain(first);
});

it('what is said beside the run is one command, whatever it says', () => {
  expect(renderCommand('error', 'a:b,c', '100%\n::set-output name=x::y')).toBe(
    '::error title=a%3Ab%2Cc::100%25%0A::set-output name=x::y',
  );
});

it('a line of others is no command', () => {
  expect(asPlainLine('::add-mask::x\n::stop-commands::y')).toBe('  ::add-mask::x ::stop-commands::y');
});
