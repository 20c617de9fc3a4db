import type { FleetEvent, InstanceSummary, RunEvent } from '../../src/contract/events.ts';
import type { InstanceResult, Trouble } from '../../src/contract/result.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { toAuditEntry } from '../../src/gate/to-audit-entry.ts';
import { demoRunIn } from '../support/reporter-context.ts';
import { input, now, snapshot } from '../unit/gate/fixtures.ts';
import { makeCheck, makePass, makeResult, makeRun, makeState, makeSteps } from '../unit/report/make-result.ts';

const INTERRUPTED: Trouble = { code: 'INTERRUPTED', message: 'Interrupted by SIGINT', hint: undefined, details: [] };

/** The demo run, ended by Ctrl-C when one formula was through; others were under way, or never began. */
export function interruptedRunIn(base: string): readonly RunEvent[] {
  const events = demoRunIn(base);
  const cut = events.findLastIndex((event) => event.type === 'instance-finished' && event.result.formula === 'ops-ssh');
  const told = events.slice(0, cut + 1);
  const finished = told.flatMap((event) => (event.type === 'instance-finished' ? [event.result] : []));
  const begun = told.flatMap((event) => (event.type === 'instance-started' ? [event.instance] : []));
  const stopped = events.flatMap((event) =>
    event.type === 'instance-finished' && begun.includes(event.instance) && !told.includes(event)
      ? [cutShort(event.result)]
      : [],
  );
  const at = told.at(-1)?.at ?? 0;
  return [
    ...told,
    ...stopped.map((result): RunEvent => ({ at, type: 'instance-finished', instance: result.name, result })),
    { at, type: 'run-finished', result: makeRun([...finished, ...stopped], { interrupted: true }) },
  ];
}

function cutShort(result: InstanceResult): InstanceResult {
  return { ...result, outcome: 'error', steps: [], trouble: INTERRUPTED, evidence: undefined };
}

/** Escape sequences of seven and of eight bits, markup, what no file can hold. */
const HOSTILE = '\u001b[31mred\u001b]0;title\u0007 \u009b2J\u0000 ]]> ]]> "<script>&\' \ud800 \uffff \u202e \r\n\t';
const NAMES = ['../../out', '/tmp/../out', 'a/b', '..', '.', '', '-rf', `\u001b[31m${'x'.repeat(300)}`, '<img src=x>'];

/** A run whose every name leaves its folder where it can, and whose every text does what it can to a screen. */
export function hostileRunIn(base: string): readonly RunEvent[] {
  const directory = projectFolders(base).run('01KBDEMO').directory;
  const instances = NAMES.map((name): InstanceSummary => ({ name, formula: name, suite: name, platform: name }));
  const results = instances.map(hostileResult);
  return [
    {
      at: 0,
      type: 'run-started',
      runId: '01KBDEMO',
      verb: 'test',
      instances,
      snapshot: HOSTILE,
      drivers: [HOSTILE],
      concurrency: 1,
      directory,
    },
    ...results.flatMap(tellHostile),
    { at: 10, type: 'run-finished', result: makeRun(results) },
  ];
}

function hostileResult(summary: InstanceSummary): InstanceResult {
  const state = makeState({
    id: HOSTILE,
    function: HOSTILE,
    name: HOSTILE,
    verdict: 'failed',
    comment: HOSTILE,
    diff: HOSTILE,
    place: { file: HOSTILE, line: 1 },
  });
  const check = makeCheck({ type: HOSTILE, id: HOSTILE, outcome: 'fail', message: HOSTILE, details: [HOSTILE] });
  return makeResult(summary, {
    outcome: 'fail',
    steps: makeSteps({ converge: makePass([state]), checks: [check] }),
    trouble: { code: HOSTILE, message: HOSTILE, hint: HOSTILE, details: [HOSTILE] },
  });
}

function tellHostile(result: InstanceResult): readonly RunEvent[] {
  const instance = result.name;
  const [converge, , verify] = result.steps;
  return [
    { at: 1, type: 'instance-waiting', instance, reason: HOSTILE },
    { at: 2, type: 'instance-started', instance },
    { at: 3, type: 'phase-started', instance, phase: 'converge' },
    { at: 3, type: 'phase-progress', instance, phase: 'prepare', text: HOSTILE, done: 1, total: undefined },
    { at: 4, type: 'output', instance, phase: 'converge', stream: 'stderr', text: `${HOSTILE}\n` },
    ...(converge?.pass?.states ?? []).map((state): RunEvent => {
      return { at: 5, type: 'state-finished', instance, phase: 'converge', after: [], state };
    }),
    { at: 6, type: 'retry', instance, phase: 'converge', attempt: 2, attempts: 3, reason: HOSTILE },
    ...(verify?.checks ?? []).map((check): RunEvent => {
      return { at: 7, type: 'check-finished', instance, after: ['converge'], check };
    }),
    { at: 8, type: 'phase-finished', instance, phase: 'converge', outcome: 'fail', durationMs: 5 },
    { at: 9, type: 'instance-finished', instance, result },
  ];
}

/** A snapshot is taken, asked about and promoted, by somebody of a hostile name. */
export function fleetEvents(): readonly FleetEvent[] {
  const decision = decideGate(input());
  const about = { by: HOSTILE, now, action: 'check', result: 'decided', note: HOSTILE, from: undefined } as const;
  const { id, digest } = snapshot;
  return [
    { at: 0, type: 'snapshot-taken', snapshot: { version: 1, id, createdAt: now.toISOString(), digest, members: [] } },
    { at: 1, type: 'decision-made', entry: toAuditEntry(decision, about), decision },
    { at: 2, type: 'channel-moved', channel: HOSTILE, from: undefined, to: snapshot, by: HOSTILE },
  ];
}
