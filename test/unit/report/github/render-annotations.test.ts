import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/contract/finding.ts';
import { renderAnnotations } from '../../../../src/report/github/render-annotations.ts';

function finding(over: Partial<Finding> = {}): Finding {
  return {
    severity: 'error',
    rule: 'state/file.managed',
    title: 'ops-ssh: sshd-config fails',
    message: 'sshd-config fails: no such file\non ops-ssh-default-centos-7',
    place: { file: 'formulas/ops-ssh/config.sls', line: 14 },
    instances: ['ops-ssh-default-centos-7'],
    fingerprint: 'f0',
    ...over,
  };
}

describe('annotations', () => {
  it('stand on the line, with the column where one is known', () => {
    const [line, column, file, none] = renderAnnotations([
      finding(),
      finding({ place: { file: 'a.yml', line: 3, column: 7 } }),
      finding({ place: { file: 'a.yml', column: 7 } }),
      finding({ place: undefined }),
    ]);

    expect(line).toBe(
      '::error file=formulas/ops-ssh/config.sls,line=14,title=ops-ssh%3A sshd-config fails::sshd-config fails: no such file%0Aon ops-ssh-default-centos-7',
    );
    expect(column).toMatch(/^::error file=a\.yml,line=3,col=7,title=/);
    expect(file).toMatch(/^::error file=a\.yml,title=/);
    expect(none).toMatch(/^::error title=/);
  });

  it('are escaped as the runner reads them back', () => {
    const [line] = renderAnnotations([
      finding({ title: '100%, a:b', message: '100%25 %0A\r\nline,two: a::b', place: { file: 'a,b:c%.sls', line: 1 } }),
    ]);

    expect(line).toBe(
      '::error file=a%2Cb%3Ac%25.sls,line=1,title=100%25%2C a%3Ab::100%2525 %250A%0Aline,two: a:\u200b:b',
    );
  });

  it('are at most ten of a kind, the most important first, and the last counts the rest by name', () => {
    const errors = Array.from({ length: 14 }, (_, at) => finding({ title: `error ${at}` }));
    const warnings = Array.from({ length: 10 }, (_, at) => finding({ severity: 'warning', title: `warning ${at}` }));

    const lines = renderAnnotations([...errors, ...warnings]);

    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(10);
    expect(lines[8]).toContain('title=error 8::');
    expect(lines[9]).toBe(
      '::error title=5 more things that went wrong::The job summary and the log have all of them.%0Aerror 9, error 10, error 11, error 12, error 13',
    );
  });

  it('are no longer than a runner keeps, and still name the instances', () => {
    const message = `why\n${'+ a line of a diff\n'.repeat(1000)}on 3 instances`;

    const [line = ''] = renderAnnotations([finding({ message })]);

    const said = decodeURIComponent(line.slice(line.indexOf('::', 2) + 2));
    expect(Buffer.byteLength(said)).toBeLessThan(4096);
    expect(said).toMatch(/^why\n\+ a line/);
    expect(said).toMatch(/\n… \d+ more lines in the log\non 3 instances$/);
  });
});
