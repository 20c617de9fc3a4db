import { hostname } from 'node:os';
import { Chalk } from 'chalk';
import type { GateDecision } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { promote } from '../../gate/promote.ts';
import { recordDecision } from '../../gate/record-decision.ts';
import { renderDecision } from '../../report/terminal/render-decision.ts';
import { paintLine } from '../../report/text/line.ts';
import { diffSnapshots } from '../../snapshot/diff-snapshots.ts';
import { openStore } from '../../store/index.ts';
import type { App, ExitCode } from '../app.ts';
import { openRoot } from '../choose-snapshot.ts';
import { declareInstances } from '../declare-instances.ts';
import { fetchFleet, loadFleet, type FleetOptions } from '../load-fleet.ts';

export interface GateOptions extends FleetOptions {
  readonly channel: string;
}

/** Says whether the snapshot may be promoted, and why not; exit 1 when not. Every decision is written to the root's log. */
export async function check(app: App, options: GateOptions): Promise<ExitCode> {
  const judged = await judge(app, options);
  await recordDecision({
    root: judged.root,
    decision: judged.decision,
    by: describeUser(app),
    now: new Date(app.now()),
  });
  await show(app, options, judged);
  return toExitCode(judged.decision);
}

/** Decides anew and moves the channel only when the decision is to promote; exit 1 when refused. */
export async function promoteOne(app: App, options: GateOptions): Promise<ExitCode> {
  const judged = await judge(app, options);
  const { root, decision } = judged;
  const promotion = await promote({
    root,
    channel: options.channel,
    decision,
    snapshot: decision.snapshot,
    by: describeUser(app),
    now: new Date(app.now()),
  });
  if (options.json) {
    app.write(`${JSON.stringify({ promotion, decision }, null, 2)}\n`);
    return promotion.kind === 'refused' ? 1 : 0;
  }
  switch (promotion.kind) {
    case 'promoted':
      app.write(`${promotion.channel} is now at ${promotion.to}${promotion.from ? ` (was ${promotion.from})` : ''}\n`);
      return 0;
    case 'unchanged':
      app.write(`${promotion.channel} is at ${promotion.to} already\n`);
      return 0;
    case 'refused':
      await show(app, options, judged, { isBrief: true });
      app.talk(
        `not promoted: ${promotion.reason}; ${promotion.channel} ${promotion.from ? `stays at ${promotion.from}` : 'does not exist'}\n`,
      );
      return 1;
    default:
      return promotion satisfies never;
  }
}

function toExitCode({ decision }: GateDecision): ExitCode {
  switch (decision) {
    case 'promote':
      return 0;
    case 'reject':
      return 1;
    default:
      return decision satisfies never;
  }
}

interface Judged {
  readonly root: SnapshotRoot;
  readonly decision: GateDecision;
}

async function judge(app: App, options: GateOptions): Promise<Judged> {
  const loaded = await loadFleet(app, [], {
    ...options,
    snapshot: options.snapshot ?? 'latest',
    tag: [],
  });
  const { project, snapshot, plans } = await fetchFleet(app, loaded, loaded.plans);
  const root = openRoot(app, project);
  if (root === undefined || snapshot === undefined) {
    throw new SalternError('SNAPSHOT_NOT_FOUND', 'The gate needs a snapshot to judge, and there is none', {
      hint: 'Take one with `saltern snapshot create`, and test it with `saltern test`.',
    });
  }
  const policy = await loadPolicy(project.gateFile, app.cwd);
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory), root });
  const { evidence, damaged } = await store.evidence().ofSnapshot(snapshot.id);
  const decision = decideGate({
    policy,
    channel: options.channel,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    declared: await declareInstances(plans),
    evidence,
    damaged,
    now: new Date(app.now()),
  });
  return { root, decision };
}

/** `isBrief`: only what stands in the way. */
async function show(
  app: App,
  options: GateOptions,
  { root, decision }: Judged,
  { isBrief = false } = {},
): Promise<void> {
  if (options.json) {
    app.write(`${JSON.stringify(decision, null, 2)}\n`);
    return;
  }
  const channelAt = await root.readChannel(options.channel);
  const diff =
    isBrief || channelAt === undefined || channelAt === decision.snapshot.id
      ? undefined
      : diffSnapshots(await root.read(channelAt), await root.read(decision.snapshot.id));
  const { isTty, columns, colourLevel } = app.terminal();
  const chalk = new Chalk({ level: colourLevel });
  const width = isTty ? { columns } : {};
  for (const line of renderDecision(decision, { channelAt, diff, isBrief, ...width }))
    app.write(`${paintLine(line, chalk)}\n`);
}

function describeUser(app: App): string {
  return `${app.user}@${hostname()}`;
}
