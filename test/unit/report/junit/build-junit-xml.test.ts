import { describe, expect, it } from 'vitest';
import { buildJunitXml } from '../../../../src/report/junit/build-junit-xml.ts';
import type { JunitCase } from '../../../../src/report/junit/list-junit-cases.ts';

function makeCase(over: Partial<JunitCase> = {}): JunitCase {
  return {
    name: 'verify: service sshd running',
    outcome: 'pass',
    durationMs: 12,
    message: '',
    type: 'check',
    text: '',
    ...over,
  };
}

const SUITE = {
  name: 'ops-ssh-default-centos-7',
  formula: 'ops-ssh',
  className: 'ops-ssh.default-centos-7',
  startedAt: '2026-11-22T02:14:00.000Z',
  durationMs: 3100,
  properties: { formula: 'ops-ssh', retries: undefined },
};

function build(...cases: readonly JunitCase[]): string {
  return buildJunitXml({ durationMs: 14_200, suites: [{ ...SUITE, cases }] });
}

describe('the JUnit file', () => {
  it('counts, times and names the run, its suites and its cases', () => {
    const xml = build(
      makeCase(),
      makeCase({ outcome: 'fail' }),
      makeCase({ outcome: 'error' }),
      makeCase({ outcome: 'skip' }),
    );

    expect(xml).toContain('<testsuites name="saltern" tests="4" failures="1" errors="1" time="14.2">');
    expect(xml).toContain(
      '<testsuite name="ops-ssh-default-centos-7" package="ops-ssh" timestamp="2026-11-22T02:14:00.000Z" time="3.1" tests="4" failures="1" errors="1" skipped="1">',
    );
    expect(xml).toContain('<property name="formula" value="ops-ssh"/>');
    expect(xml).not.toContain('retries');
    expect(xml).toContain(
      '<testcase classname="ops-ssh.default-centos-7" name="verify: service sshd running" time="0.012"/>',
    );
  });

  it('gives a failure and an error their message, type and text', () => {
    const xml = build(
      makeCase({ outcome: 'fail', message: 'no source', text: 'state  a\n  no source' }),
      makeCase({ outcome: 'error', message: 'it did not boot', type: 'BOOT_FAILED', text: 'last line' }),
    );

    expect(xml).toContain('<failure message="no source" type="check"><![CDATA[state  a\n  no source]]></failure>');
    expect(xml).toContain('<error message="it did not boot" type="BOOT_FAILED"><![CDATA[last line]]></error>');
  });

  it('says why a case was skipped, as its message', () => {
    expect(build(makeCase({ outcome: 'skip', message: 'did not finish' }))).toContain(
      '<skipped message="did not finish"/>',
    );
  });

  it('has no count of skipped cases on its root, which Jenkins refuses, also when it holds nothing', () => {
    const empty = buildJunitXml({ durationMs: 0, suites: [] });

    expect(empty).toContain('<testsuites name="saltern" tests="0" failures="0" errors="0" time="0"/>');
  });

  it('touches nothing that looks like its root in a text', () => {
    const text = '<testsuites name="x" skipped="1">';

    expect(build(makeCase({ outcome: 'fail', text: `a\n${text}` }))).toContain(`<![CDATA[a\n${text}]]>`);
  });

  it('groups suites by formula, as a package, whatever names hold', () => {
    const suite = {
      className: 'a.b',
      startedAt: '2026-11-22T02:14:00.000Z',
      durationMs: 1,
      properties: {},
      cases: [makeCase()],
    };

    const xml = buildJunitXml({
      durationMs: 1,
      suites: [
        { ...suite, name: 'one', formula: '"<&\ufdd1' },
        { ...suite, name: 'two\ufdd1', formula: 'ops' },
      ],
    });

    expect(xml.match(/<testsuite [^>]*? package="[^"]*"/g)).toEqual([
      '<testsuite name="one" package="&quot;&lt;&amp;�"',
      '<testsuite name="two�" package="ops"',
    ]);
  });

  it('shares nothing between two files', () => {
    build(makeCase());

    expect(build(makeCase())).toContain('tests="1"');
  });

  it('takes every end of a CDATA section in a text apart', () => {
    const xml = build(makeCase({ outcome: 'fail', message: 'a ]]> b', text: 'a ]]> b ]]> c' }));

    expect(xml).toContain('message="a ]]&gt; b"');
    expect(xml).toContain('<![CDATA[a ]]]]><![CDATA[> b ]]]]><![CDATA[> c]]>');
  });

  it('shows control characters as signs, drops colours, and escapes what ends markup', () => {
    const hostile = '\u001b[31mred\u001b[0m \u0000 "<& \ud800 \uffff \ufdd0';

    const xml = build(makeCase({ outcome: 'fail', message: hostile, text: hostile }));

    expect(xml).toContain('message="red ␀ &quot;&lt;&amp; � � �"');
    expect(xml).toContain('<![CDATA[red ␀ "<& � � �]]>');
  });

  it('says in properties of the suite where what is wrong is written, which Jenkins’ schema takes', () => {
    const place = { file: 'suites/ops-ssh.yml', line: 12 };

    const xml = build(makeCase({ place }), makeCase({ name: 'verify: port tcp:22 listening', outcome: 'fail', place }));

    const properties = xml.match(/<property name="place of .*/g);
    expect(properties).toEqual([
      '<property name="place of verify: port tcp:22 listening" value="suites/ops-ssh.yml:12"/>',
    ]);
    expect(xml).not.toMatch(/<testcase[^>]* file=/);
  });

  it('says it in attributes of the case where the project wants these', () => {
    const one = makeCase({ outcome: 'fail', place: { file: 'a "b".yml', line: 12 } });

    const xml = buildJunitXml({ durationMs: 1, suites: [{ ...SUITE, cases: [one] }] }, { hasFileAttributes: true });

    expect(xml).toMatch(/<testcase [^>]* time="0.012" file="a &quot;b&quot;.yml" line="12">/);
    expect(xml).not.toContain('place of');
  });

  it('ends a suite with the end of its log', () => {
    const xml = buildJunitXml({ durationMs: 1, suites: [{ ...SUITE, cases: [makeCase()], log: 'one\n]]>\u0007two' }] });

    expect(xml).toContain('<system-out><![CDATA[one\n]]]]><![CDATA[>␇two]]></system-out>\n  </testsuite>');
  });

  it('does not call nothing what took less than a millisecond', () => {
    expect(build(makeCase({ durationMs: 0.25 }))).toContain('time="0.00025"');
  });
});
