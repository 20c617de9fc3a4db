import { USUAL_LANE } from '../../contract/decision.ts';
import type { AuditLine } from '../../contract/audit.ts';
import type { Arrival, ChannelStatus, GateStatus } from '../../contract/gate-status.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { isFrozen } from '../../gate/find-stop.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listObstacles } from '../../gate/list-obstacles.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import { findArrival } from './find-arrival.ts';

/**
 * Where each channel of the policy is, and what keeps the newest snapshot out of it. Writes nothing. Throws what
 * `gatherEvidence` throws.
 */
export async function gateStatus(services: Services, options: ProjectOptions): Promise<GateStatus> {
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const { channels: named } = await loadPolicy(project.gateFile, services.cwd);
  const found = [];
  for (const channel of Object.keys(named)) found.push(await standing(services, { ...options, channel }));
  const inputs = found.map(({ input }) => input);
  const now = new Date(services.now());
  const trouble = inputs.find(({ logTrouble }) => logTrouble !== undefined)?.logTrouble;
  return {
    channels: found.map(({ status }) => status),
    freezes: once(inputs, ({ freezes }) => freezes).filter((one) => isFrozen(one, one.channel ?? '', now)),
    taints: once(inputs, ({ taints }) => taints),
    waivers: once(inputs, ({ waivers }) => waivers).filter(({ expires }) => Date.parse(expires) > now.getTime()),
    holds: once(inputs, ({ holds }) => holds).filter(({ expires }) => Date.parse(expires) > now.getTime()),
    halfDone: found.flatMap(({ halfDone }) => halfDone),
    ...(trouble === undefined ? {} : { logTrouble: trouble }),
  };
}

interface Standing {
  readonly status: ChannelStatus;
  readonly input: GateInput;
  readonly halfDone: readonly string[];
}

async function standing(services: Services, options: ProjectOptions & { readonly channel: string }): Promise<Standing> {
  const { channel } = options;
  const { root, input } = await gatherEvidence(services, options);
  const decision = decideGate(input);
  const { lines } = await root.readAudit();
  const { at, halfDone } = findArrival(lines, channel, await root.readChannel(channel));
  const obstacles = listObstacles(decision, input, lines);
  return { status: { channel, at: await withLane(root, at, lines), decision, obstacles }, input, halfDone };
}

/** By which lane it came, where that was another than the channel's own. */
async function withLane(
  root: SnapshotRoot,
  at: Arrival | undefined,
  lines: readonly AuditLine[],
): Promise<Arrival | undefined> {
  const line = lines.find(({ number }) => number === at?.line);
  if (at === undefined || line?.kind !== 'decision' || line.entry.inputs === undefined) return at;
  const kept = await root.readDecision(line.entry.inputs).catch(() => undefined);
  const lane = laneOf(kept);
  return lane === undefined || lane === USUAL_LANE ? at : { ...at, lane };
}

function laneOf(kept: unknown): string | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const decision: unknown = Reflect.get(kept, 'decision');
  const lane: unknown = typeof decision === 'object' && decision !== null ? Reflect.get(decision, 'lane') : undefined;
  return typeof lane === 'string' ? lane : undefined;
}

/** The same record is gathered for each channel. */
function once<T>(inputs: readonly GateInput[], list: (input: GateInput) => readonly T[] | undefined): readonly T[] {
  return [...new Map(inputs.flatMap((input) => list(input) ?? []).map((one) => [JSON.stringify(one), one])).values()];
}
