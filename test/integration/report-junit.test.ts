import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult, InstanceResult, StateResult } from '../../src/contract/result.ts';
import type { RunEvent } from '../../src/contract/events.ts';
import { junitKind } from '../../src/report/junit/junit-kind.ts';
import { demoRunIn, play, reporterContext } from '../support/reporter-context.ts';
import {
  makeCheck,
  makePass,
  makeResult,
  makeRun,
  makeState,
  makeSteps,
  makeSummary,
} from '../unit/report/make-result.ts';

const SCHEMA = join(import.meta.dirname, '..', 'fixtures', 'junit', 'jenkins.rng');
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-junit-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Throws with what xmllint said when one of the files is not well-formed or not valid. */
function validate(files: readonly string[]): void {
  execFileSync('xmllint', ['--noout', '--relaxng', SCHEMA, ...files], { stdio: 'pipe' });
}

async function write(events: readonly RunEvent[], file: string): Promise<void> {
  await play(junitKind.open({ file }, reporterContext(directory, { cwd: '/srv' })), events);
}

/** Control characters, markup, lone surrogates, colours, and whatever else fast-check thinks of. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ']]>',
        '<![CDATA[',
        '--',
        '"',
        "'",
        '&',
        '<',
        '\u0000',
        '\u001b[31m',
        '\ud800',
        '\udc00',
        '\uffff',
        '\ufffe',
        '\u000b',
        '\r\n',
        '\u0085',
        '&#0;',
        '<?xml?>',
      ),
    )
    .map((parts) => parts.join('')),
);
const outcome = fc.constantFrom('pass', 'fail', 'error', 'skip');
const verdict = fc.constantFrom('kept', 'changed', 'changed-again', 'excused', 'failed', 'blocked', 'planned');
const state: fc.Arbitrary<StateResult> = fc
  .record({
    id: hostile,
    function: hostile,
    name: hostile,
    comment: hostile,
    verdict,
    excuse: fc.option(hostile, { nil: undefined }),
    diff: fc.option(hostile, { nil: undefined }),
    blockedBy: fc.array(hostile, { maxLength: 1 }),
    durationMs: fc.double({ noNaN: true, min: 0, max: 1e9 }),
  })
  .map((over) => makeState(over));
const check: fc.Arbitrary<CheckResult> = fc
  .record({
    type: hostile,
    id: hostile,
    property: hostile,
    message: hostile,
    details: fc.array(hostile, { maxLength: 2 }),
    outcome,
  })
  .map((over) => makeCheck(over));
const trouble = fc.record({
  code: hostile,
  message: hostile,
  hint: fc.option(hostile, { nil: undefined }),
  details: fc.array(hostile, { maxLength: 2 }),
});
const result: fc.Arbitrary<InstanceResult> = fc
  .record({
    suite: hostile,
    states: fc.array(state, { maxLength: 3 }),
    again: fc.array(state, { maxLength: 2 }),
    checks: fc.array(check, { maxLength: 3 }),
    trouble: fc.option(trouble, { nil: undefined }),
    outcome,
  })
  .map(({ suite, states, again, checks, ...over }) =>
    makeResult(makeSummary('ops-ssh', 'centos-7', suite), {
      ...over,
      steps: makeSteps({ converge: makePass(states), again: makePass(again), checks }),
    }),
  );

describe('junit.xml', () => {
  it('is what Jenkins takes', async () => {
    const file = join(directory, 'demo.xml');
    await write(demoRunIn(directory), file);

    expect(() => validate([file])).not.toThrow();
    expect(await readFile(file, 'utf8')).toContain('testsuite name="ops-syslog-default-centos-stream-9"');
  });

  it('stays well-formed and valid whatever suites and guests put into it', async () => {
    const started = demoRunIn(directory).slice(0, 1);
    const folder = await mkdtemp(join(directory, 'hostile-'));
    const runs = fc.sample(fc.array(result, { maxLength: 3 }), 300);

    for (const [at, instances] of runs.entries()) {
      await write([...started, { at: 1, type: 'run-finished', result: makeRun(instances) }], join(folder, `${at}.xml`));
    }

    const files = await readdir(folder);
    expect(files).toHaveLength(300);
    expect(() => validate(files.map((name) => join(folder, name)))).not.toThrow();
  });
});
