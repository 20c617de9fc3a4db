import { describe, expect, it } from 'vitest';
import { listFindings } from '../../../../src/report/findings/list-findings.ts';
import { buildSarif } from '../../../../src/report/sarif/build-sarif.ts';
import { findSarifProblems } from '../../../support/sarif-schema.ts';
import { makeDemoRun } from '../demo-run.ts';
import { makeCheck, makeResult, makeRun, makeState, makePass, makeSteps, makeSummary } from '../make-result.ts';

function logOfDemo() {
  const [started, ...events] = makeDemoRun();
  const end = events.at(-1);
  if (end?.type !== 'run-finished') throw new Error('it does not end');
  const locate = ({ file, ...rest }: { readonly file: string }) => ({ ...rest, file: file.replace('/srv/fleet/', '') });
  const findings = listFindings(started, end.result, { cwd: '/srv/fleet', locate });
  return buildSarif(findings, { project: 'fleet', result: end.result });
}

/** A log of one state that says this wherever something can be said. */
function logSaying(text: string, file = text) {
  const state = makeState({ verdict: 'failed', id: text, function: text, comment: text, place: { file, line: 1 } });
  const check = makeCheck({
    outcome: 'fail',
    type: text,
    id: text,
    message: text,
    place: { file, line: 2, column: 4 },
  });
  const summary = makeSummary('ops-ssh', 'centos-7');
  const steps = makeSteps({ converge: makePass([state]), again: undefined, checks: [check] });
  const trouble = { code: text, message: text, hint: text, details: [text] };
  const result = makeRun([makeResult(summary, { outcome: 'fail', steps, trouble })]);
  const findings = listFindings({ ...makeDemoRun()[0], instances: [summary] }, result, { cwd: '/srv/fleet' });
  return buildSarif(findings, { project: text, result });
}

describe('a run as SARIF', () => {
  it('is right by the schema of SARIF, and so is a run without findings', () => {
    const none = buildSarif([], { project: 'fleet', result: makeRun([]) });

    expect(findSarifProblems(logOfDemo())).toEqual([]);
    expect(findSarifProblems(none)).toEqual([]);
    expect(findSarifProblems({ ...none, version: '2.0' })).not.toEqual([]);
  });

  it('has what went wrong at a place as results, each with its rule and a fingerprint, by the top of the repository', () => {
    const [run] = logOfDemo().runs;

    expect(run?.results.map(({ ruleId, level, locations }) => [ruleId, level, locations])).toEqual([
      ['state/file.managed', 'error', [placed('formulas/ops-ssh/ops-ssh/config.sls', 14)]],
      ['state/file.managed', 'error', [placed('formulas/ops-time/ops-time/init.sls', 8)]],
      ['check/service', 'error', [placed('suites/ops-ssh.yml', 12)]],
    ]);
    const rules = run?.tool.driver.rules ?? [];
    expect(run?.results.map(({ ruleIndex }) => rules[ruleIndex]?.id)).toEqual(run?.results.map(({ ruleId }) => ruleId));
    expect(rules.every(({ shortDescription, help }) => shortDescription.text !== '' && help.text !== '')).toBe(true);
    const prints = run?.results.map(({ partialFingerprints }) => partialFingerprints['salternFinding/v1']) ?? [];
    expect(new Set(prints).size).toBe(3);
    expect(run?.automationDetails.id).toBe('saltern/fleet/01KBDEMO');
  });

  it('says the rest as the tool, which succeeded only where all could be found out', () => {
    const [run] = logOfDemo().runs;
    const [passed] = buildSarif([], { project: 'fleet', result: makeRun([], { outcome: 'fail' }) }).runs;

    const said = run?.invocations[0]?.toolExecutionNotifications ?? [];
    expect(said.map(({ descriptor, level }) => [descriptor.id, level])).toEqual([
      ['trouble/BOOT_FAILED', 'error'],
      ['retry', 'warning'],
    ]);
    expect(said[0]?.message.text).toContain('did not come up within 120 s\nhint: Run `saltern doctor`');
    expect(passed?.invocations[0]?.executionSuccessful).toBe(true);
    expect(
      buildSarif([], { project: 'fleet', result: makeRun([], { outcome: 'error' }) }).runs[0]?.invocations[0],
    ).toMatchObject({
      executionSuccessful: false,
      startTimeUtc: '2026-11-22T02:14:00.000Z',
      endTimeUtc: '2026-11-22T02:14:14.200Z',
    });
  });

  it.each([
    ['a link', '[click](https://evil.example)'],
    ['orders to a terminal', '\u001b]0;x\u0007\u001b[2J\u0000'],
    ['half a character', 'x\ud800'],
    ['what a URI cannot hold', 'a b/ü%#?<>"[]\\^`{|}.sls'],
  ])('is right, and no more than text, with %s in all that is said', (_, text) => {
    const log = logSaying(text);
    const written = JSON.stringify(log);

    expect(findSarifProblems(log)).toEqual([]);
    expect(written.isWellFormed()).toBe(true);
    expect(written).not.toMatch(/\\ud800|\\u001b/);
    // Only texts have links: in an id they are signs like others.
    expect(written.match(/"text":"(?:[^"\\]|\\.)*"/g)?.filter((one) => one.includes(']('))).toEqual([]);
  });
});

function placed(uri: string, startLine: number) {
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine } } };
}
