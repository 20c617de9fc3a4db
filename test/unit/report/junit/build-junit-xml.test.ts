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

function build(...cases: readonly JunitCase[]): Promise<string> {
  const properties = { formula: 'ops-ssh', retries: undefined };
  const suite = {
    name: 'ops-ssh-default-centos-7',
    formula: 'ops-ssh',
    startedAt: '2026-11-22T02:14:00.000Z',
    durationMs: 3100,
    properties,
    cases,
  };
  return buildJunitXml({ durationMs: 14_200, suites: [suite] });
}

describe('the JUnit file', () => {
  it('counts, times and names the run, its suites and its cases', async () => {
    const xml = await build(
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
      '<testcase classname="ops-ssh-default-centos-7" name="verify: service sshd running" time="0.012"/>',
    );
  });

  it('gives a failure and an error their message, type and text', async () => {
    const xml = await build(
      makeCase({ outcome: 'fail', message: 'no source', text: 'state  a\n  no source' }),
      makeCase({ outcome: 'error', message: 'it did not boot', type: 'BOOT_FAILED', text: 'last line' }),
    );

    expect(xml).toContain('<failure message="no source" type="check"><![CDATA[state  a\n  no source]]></failure>');
    expect(xml).toContain('<error message="it did not boot" type="BOOT_FAILED"><![CDATA[last line]]></error>');
  });

  it('says why a case was skipped, for which the library has no place, as output', async () => {
    expect(await build(makeCase({ outcome: 'skip', message: 'did not finish' }))).toMatch(
      /<skipped\/>\s*<system-out><!\[CDATA\[did not finish\]\]><\/system-out>/,
    );
  });

  it('has no count of skipped cases on its root, which Jenkins refuses, also when it holds nothing', async () => {
    const empty = await buildJunitXml({ durationMs: 0, suites: [] });

    expect(empty).toContain('<testsuites name="saltern" tests="0" failures="0" errors="0" time="0"/>');
  });

  it('touches nothing that looks like its root in a text', async () => {
    const text = '<testsuites name="x" skipped="1">';

    expect(await build(makeCase({ outcome: 'fail', text: `a\n${text}` }))).toContain(`<![CDATA[a\n${text}]]>`);
  });

  it('groups suites by formula, as a package, which the library cannot say, whatever names hold', async () => {
    const suite = { startedAt: '2026-11-22T02:14:00.000Z', durationMs: 1, properties: {}, cases: [makeCase()] };

    const xml = await buildJunitXml({
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

  it('shares nothing between two files', async () => {
    await build(makeCase());

    expect(await build(makeCase())).toContain('tests="1"');
  });

  it('takes every end of a CDATA section in a text apart, where the library takes the first', async () => {
    const xml = await build(makeCase({ outcome: 'fail', message: 'a ]]> b', text: 'a ]]> b ]]> c' }));

    expect(xml).toContain('message="a ]]> b"');
    expect(xml).toContain('<![CDATA[a ]]]]><![CDATA[> b ]]]]><![CDATA[> c]]>');
  });

  it('shows control characters as signs, drops colours, and escapes what ends markup', async () => {
    const hostile = '\u001b[31mred\u001b[0m \u0000 "<& \ud800 \uffff \ufdd0';

    const xml = await build(makeCase({ outcome: 'fail', message: hostile, text: hostile }));

    expect(xml).toContain('message="red ␀ &quot;&lt;&amp; � � �"');
    expect(xml).toContain('<![CDATA[red ␀ "<& � � �]]>');
  });
});
