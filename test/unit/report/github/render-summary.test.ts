import { describe, expect, it } from 'vitest';
import { listFindings } from '../../../../src/report/findings/list-findings.ts';
import { fitSections } from '../../../../src/report/github/fit-sections.ts';
import { renderSummary } from '../../../../src/report/github/render-summary.ts';
import { makeDemoRun } from '../demo-run.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const ENVIRONMENT = {
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'ops/fleet',
  GITHUB_SHA: 'abc123',
};

function demo() {
  const [started, ...events] = makeDemoRun();
  const end = events.at(-1);
  if (end?.type !== 'run-finished') throw new Error('it does not end');
  return { started, result: end.result };
}

/** What a reader sees of text that is written as entities. */
function read(markdown: string): string {
  return markdown.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('the summary of a job', () => {
  it('begins with the verdict, then the table with what failed first', () => {
    const { started, result } = demo();

    const findings = listFindings(started, result, { cwd: '/srv/fleet' });

    const [head, table = ''] = renderSummary(started, result, { findings, environment: {} });

    expect(head).toBe(
      '## ✗ saltern test: 2 failed, 1 could not be run, 6 passed\n\n14.2 s · snapshot <code>20261122T013000</code>',
    );
    const rows = table.split('\n').map((line) => line.split(' | ').slice(0, 2).join(' '));
    expect(rows.map((row) => row.replaceAll(/^\| |<\/?code>/g, ''))).toEqual([
      ' instance',
      '--- ---',
      '✗ ops-ssh-default-centos-stream-8',
      '✗ ops-time-default-centos-stream-9',
      '! ops-syslog-default-centos-7',
      '✓ ops-ssh-default-centos-7',
      '✓ ops-ssh-default-centos-stream-9',
      '✓ ops-time-default-centos-7',
      '✓ ops-time-default-centos-stream-8',
      '✓ ops-syslog-default-centos-stream-8',
      '✓ ops-syslog-default-centos-stream-9',
    ]);
    expect(read(table)).toContain('| sshd-config fails (and 1 more) | 3.9 s |');
  });

  it('tells each failure with its place as a link, its diff, and the command that tries it again', () => {
    const { started, result } = demo();
    const locate = ({ file, line = 1 }: { readonly file: string; readonly line?: number }) => ({
      file: file.replace('/srv/fleet/', ''),
      line,
    });
    const findings = listFindings(started, result, { cwd: '/srv/fleet', locate });

    const sections = renderSummary(started, result, { findings, environment: ENVIRONMENT });

    const told = sections.find((section) => read(section).startsWith('### ✗ ops-time: chrony-config changes again'));
    expect(read(told ?? '').split('\n')).toEqual([
      '### ✗ ops-time: chrony-config changes again',
      '',
      '[<code>formulas/ops-time/ops-time/init.sls:8</code>](<https://github.example/ops/fleet/blob/abc123/formulas/ops-time/ops-time/init.sls#L8>) · on ops-time-default-centos-stream-9',
      '',
      'chrony-config changes again when it is applied a second time',
      '',
      '```diff',
      '@@ -1,3 +1,3 @@',
      ' driftfile /var/lib/chrony/drift',
      '-makestep 1.0 3',
      '+makestep 1.0 3 # 02:14:05',
      ' rtcsync',
      '```',
      '',
      '```sh',
      'saltern test ops-time-default-centos-stream-9 --snapshot 20261122T013000',
      '```',
    ]);
    expect(read(sections.at(-1) ?? '')).toMatch(
      /^### To be known\n\n- ops-time: passed after a retry: .*create, 1 retry/,
    );
  });

  it('folds passes away where there are many, and says what is flaky', () => {
    const summaries = Array.from({ length: 31 }, (_, at) => makeSummary(`ops-${at}`, 'centos-7'));
    const [started] = makeDemoRun();
    const instances = summaries.map((one, at) => ({ ...one, ...(at === 0 ? { hasFailed: true } : {}) }));

    const sections = renderSummary({ ...started, instances }, makeRun(summaries.map((one) => makeResult(one))), {
      findings: [],
      environment: {},
    });

    expect(sections[0]).toContain('saltern test: 31 passed (1 flaky)');
    expect(sections).toHaveLength(2);
    expect(sections[1]).toMatch(/^<details><summary>31 passed<\/summary>\n\n\|/);
    expect(read(sections[1] ?? '')).toContain('| ~ | <code>ops-0-default-centos-7</code> | flaky: it had failed');
  });
});

describe('sections in a limited room', () => {
  it('are kept whole, and a sentence counts the others', () => {
    const sections = ['a'.repeat(100), 'b'.repeat(100), 'ü'.repeat(100), 'd'.repeat(100)];

    const fitted = fitSections(sections, 420) ?? '';

    expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(420);
    expect(fitted.split('\n\n')).toEqual([sections[0], sections[1], expect.stringContaining('2 more parts')]);
    expect(fitSections(sections, 2000)).toBe(sections.join('\n\n'));
    expect(fitSections(sections, 200)).toBeUndefined();
  });
});
