import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import type { GateDecision } from '../../../../src/contract/decision.ts';
import type { SnapshotDiff } from '../../../../src/contract/snapshot-diff.ts';
import { decideGate } from '../../../../src/gate/decide-gate.ts';
import {
  renderDecision,
  renderRemarks,
  type RenderDecisionOptions,
} from '../../../../src/report/terminal/render-decision.ts';
import { paintLine, plainLine } from '../../../../src/report/text/line.ts';
import { input, policyFor, result, snapshot, ssh7, ssh9, time9 } from '../../gate/fixtures.ts';

const rejected = decideGate(
  input({
    declared: [ssh7, ssh9, time9],
    evidence: [
      result(ssh9),
      result(time9, { outcome: 'fail', reasons: ['check service chronyd running: expected true, got false'] }),
    ],
  }),
);
const what = { member: 'base9', arch: 'x86_64' };
const diff: SnapshotDiff = {
  from: { id: '20261122T013000', digest: 'a' },
  to: snapshot,
  content: [],
  onlyMetadata: [],
  changes: [
    { ...what, kind: 'upgraded', name: 'chrony', from: '4.5-1', to: '4.5-2' },
    { ...what, kind: 'upgraded', name: 'sudo', from: '1-1', to: '1-2' },
    { ...what, kind: 'rebuilt', name: 'cron', to: '3-1' },
    { ...what, kind: 'removed', name: 'rsyslog', from: '8-1' },
  ],
};

function render(decision: GateDecision, options: RenderDecisionOptions): readonly string[] {
  return renderDecision(decision, options).map(plainLine);
}

it('answers whether it may go, why not, and what changed', () => {
  const lines = render(rejected, { channelAt: '20261122T013000', diff });

  expect(lines.join('\n')).toBe(`REJECT  20261123T013000 for stable            stable stays at 20261122T013000
  FAIL     ops-time-default-centos-stream-9   check service chronyd running: expected true, got false
  MISSING  ops-ssh-default-centos-7           no result for this snapshot
  1 of 3 requirements met
changed since stable: 2 upgraded, 1 rebuilt, 1 removed
  chrony, sudo upgraded; cron rebuilt; rsyslog removed`);
});

it('counts a package of several repositories once, and names as many as fit', () => {
  const names = Array.from({ length: 40 }, (_, at) => `package-${at}`);
  const changes = ['base7', 'base9'].flatMap((member) =>
    names.map((name) => ({ member, arch: 'x86_64', kind: 'upgraded' as const, name, from: '1-1', to: '1-2' })),
  );

  const lines = render(rejected, { channelAt: 'x', diff: { ...diff, changes }, columns: 60 }).slice(-2);

  expect(lines).toEqual([
    'changed since stable: 40 upgraded',
    '  package-0, package-1, package-10, package-11, … upgraded',
  ]);
});

it('wraps a long reason below its first word, cuts what has no end, and still says that there are more', () => {
  const reasons = ['state a cmd.run: x', `check command ${'long '.repeat(40)}`, 'check b'];
  const long = decideGate(input({ evidence: [result(ssh9, { outcome: 'fail', reasons })] }));
  const endless = decideGate(
    input({ evidence: [result(ssh9, { outcome: 'fail', reasons: [`check ${'x '.repeat(3000)}`, 'check b'] })] }),
  );

  const [, ...lines] = render(long, { channelAt: undefined, columns: 100 });
  const cut = render(endless, { channelAt: undefined, columns: 100 });

  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^ {2}FAIL {2}ops-ssh-default-centos-stream-9 {3}check command( long)+$/),
    expect.stringMatching(/^ {42}long( long)+$/),
  ]);
  expect(lines.find((line) => line.endsWith('(and 2 more)'))).toMatch(/^ {42}/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(cut.length).toBeLessThan(12);
  expect(cut.join('\n')).toContain('… (and 1 more)');
});

it('puts a reason below a name that leaves it no room, and the whole of it on one line where nobody knows the width', () => {
  const reasons = [`check command ${'long '.repeat(40)}`];
  const long = decideGate(input({ evidence: [result(ssh9, { outcome: 'fail', reasons })] }));

  const narrow = render(long, { channelAt: undefined, columns: 72 });
  const [, pipe] = render(long, { channelAt: undefined });

  expect(narrow.slice(1, 4)).toEqual([
    '  FAIL  ops-ssh-default-centos-stream-9',
    expect.stringMatching(/^ {8}check command( long)+$/),
    expect.stringMatching(/^ {8}long( long)+$/),
  ]);
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(pipe).toMatch(/^ {2}FAIL {2}ops-ssh-default-centos-stream-9 {3}check command( long){40}$/);
});

it('when brief gives the answer and what stands in the way, and no more', () => {
  const lines = render(rejected, { channelAt: '20261122T013000', diff, isBrief: true });

  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(['REJECT', 'FAIL', 'MISSING']);
});

it('says of a channel that stays although the gate would let it move that this was refused', () => {
  const promoted = decideGate(input({ evidence: [result(ssh9)] }));

  const lines = render(promoted, { channelAt: '20261124T013000', isBrief: true, isRefused: true });

  expect(lines).toEqual(['REFUSED  20261123T013000 for stable   stable stays at 20261124T013000']);
});

it('shows what passed with a remark, each remark on a line, and who decided', () => {
  const evidence = [
    result(ssh9, { number: 1, runId: 'r1', outcome: 'fail', reasons: ['check a'] }),
    result(ssh9, { number: 2, runId: 'r2' }),
    result(ssh9, { number: 3, runId: 'r3', outcome: 'error', reasons: ['no engine'] }),
  ];
  const project = {
    digest: 'sha256:x',
    overlays: [{ file: 'ci.yml', digest: 'sha256:0123456789' }],
    leftOut: ['saltern.local.yml'],
  };
  const promoted = decideGate(input({ evidence, project, members: ['base9', 'updates9'] }));

  const lines = render(promoted, { channelAt: undefined });

  expect(lines.join('\n')).toBe(`PROMOTE  20261123T013000 for stable        stable does not exist yet
  FLAKY  ops-ssh-default-centos-stream-9   it failed before on the same content: check a (run r1)
                                           a later attempt could not be run: no engine (run r3)
  1 of 1 requirements met
  overlay 'ci.yml' counts (sha256:01234567)
  'saltern.local.yml' was not read: what one machine changes decides nothing
  no required instance had 'updates9': nothing in there was tested`);
  expect(renderRemarks(promoted).map(plainLine)).toEqual([...lines.slice(1, 3), ...lines.slice(4)]);
});

it('is short when all is well, and says what the policy left out', () => {
  const promoted = decideGate(
    input({ declared: [ssh9, time9], policy: policyFor(['ops-ssh'], ['*']), evidence: [result(ssh9)] }),
  );

  const lines = render(promoted, { channelAt: undefined });

  expect(lines).toEqual([
    'PROMOTE  20261123T013000 for stable   stable does not exist yet',
    '  1 of 1 requirements met',
    '  1 not required: ops-time-default-centos-stream-9',
  ]);
});

it('paints words by meaning and keeps the columns', () => {
  const chalk = new Chalk({ level: 1 });

  const lines = renderDecision(rejected, { channelAt: undefined }).map((line) => paintLine(line, chalk));

  expect(lines[0]).toMatch(/ 20261123T013000 for stable +stable still does not exist$/);
  expect(lines.slice(0, 3).map((line) => line.split(/ops-| 2026/)[0])).toEqual([
    `${chalk.red('REJECT')} `,
    `  ${chalk.red('FAIL     ')}`,
    `  ${chalk.yellow('MISSING  ')}`,
  ]);
});

it("lets no guest's text write escape sequences or lines of its own", () => {
  const hostile = decideGate(
    input({ evidence: [result(ssh9, { outcome: 'fail', reasons: ['a\u001B[2J\u001B[31mb\nPROMOTE\u0007 \u202Ex'] })] }),
  );

  const lines = render(hostile, { channelAt: undefined });

  expect(lines[1]).toMatch(/ab PROMOTE␇ \ufffdx$/);
});

it('says what changed where no package did', () => {
  const lines = render(rejected, { channelAt: 'x', diff: { ...diff, changes: [], onlyMetadata: ['base9'] } });

  expect(lines.at(-1)).toBe('changed since stable: no package, but modules, groups or advisories of base9');
});

it('says what changed beside packages in other members', () => {
  const lines = render(rejected, { channelAt: 'x', diff: { ...diff, onlyMetadata: ['extras9'] } });

  expect(lines.slice(-3)).toEqual([
    'changed since stable: 2 upgraded, 1 rebuilt, 1 removed',
    '  chrony, sudo upgraded; cron rebuilt; rsyslog removed',
    '  and modules, groups or advisories of extras9',
  ]);
});
