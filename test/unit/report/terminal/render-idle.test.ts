import { expect, it } from 'vitest';
import { renderIdle } from '../../../../src/report/terminal/render-idle.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import { DEMO_CWD, makeCheck, makeResult, makeSteps, makeSummary } from '../make-result.ts';

function render(ids: readonly string[]): readonly string[] {
  const checks = ids.map((id, at) =>
    makeCheck({
      id,
      outcome: 'skip',
      message: 'running: skip: true',
      idle: 'skip: true',
      place: { file: 'a.yml', line: at },
    }),
  );
  const results = ['centos-7', 'centos-stream-9'].map((platform) =>
    makeResult(makeSummary('ops-ssh', platform), { steps: makeSteps({ checks }) }),
  );
  return renderIdle(results, DEMO_CWD).map((line) => plainLine(line));
}

it('a check that proves nothing is told once, with its place', () => {
  expect(render(['sshd'])).toEqual(['PROVES NOTHING', '  check  service sshd   running: skip: true   a.yml:0', '']);
});

it('nothing is told where each check could fail', () => {
  expect(render([])).toEqual([]);
});

it('a page of them is cut, and says so', () => {
  const lines = render(Array.from({ length: 14 }, (_, at) => `unit-${at}`));

  expect(lines).toHaveLength(13);
  expect(lines.at(-2)).toBe('  … 4 more checks in the log');
});
