import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/contract/finding.ts';
import { buildCodeQuality } from '../../../../src/report/code-quality/build-code-quality.ts';

const FINDING: Finding = {
  severity: 'error',
  rule: 'check/service',
  title: 'ops-ssh: sshd does not run',
  message: 'sshd does not run: exit status 255\njournal  a\non ops-ssh-default-centos-7',
  place: { file: 'suites/ops-ssh.yml', line: 12, column: 3 },
  instances: ['ops-ssh-default-centos-7'],
  fingerprint: 'f0',
};

it('findings with a place are issues as GitLab reads them, one line each; others have none there', () => {
  const issues = buildCodeQuality([
    FINDING,
    { ...FINDING, severity: 'warning', fingerprint: 'f1', place: { file: 'a.sls' } },
    { ...FINDING, place: undefined },
  ]);

  expect(issues).toEqual([
    {
      description: 'ops-ssh: sshd does not run: exit status 255 (on ops-ssh-default-centos-7)',
      check_name: 'check/service',
      fingerprint: 'f0',
      severity: 'major',
      location: { path: 'suites/ops-ssh.yml', lines: { begin: 12 } },
    },
    expect.objectContaining({ fingerprint: 'f1', severity: 'minor', location: { path: 'a.sls', lines: { begin: 1 } } }),
  ]);
});

it('a description is short, on one line, and holds no orders to a terminal', () => {
  const [issue] = buildCodeQuality([{ ...FINDING, title: '\u001b[2Jx\ny', message: 'long '.repeat(1000) }]);

  expect(issue?.description.length).toBeLessThanOrEqual(500);
  // oxlint-disable-next-line no-control-regex -- that there are none is the point
  expect(issue?.description).not.toMatch(/[\u0000-\u001f]/);
});
