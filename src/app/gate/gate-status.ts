import type { Project } from '../../config/project.ts';
import type { ChannelDebt, ChannelStatus, GateStatus } from '../../contract/gate-status.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { isFrozen } from '../../gate/find-stop.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listObstacles } from '../../gate/list-obstacles.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';
import { findArrival } from './find-arrival.ts';
import { findHeldBack } from './find-held-back.ts';
import { findLane } from './find-lane.ts';

/**
 * Where each channel of the policy is, and what keeps the newest snapshot out of it, as the nightly left it. Writes nothing.
 * Throws what `gatherEvidence` throws.
 */
export async function gateStatus(services: Services, options: ProjectOptions): Promise<GateStatus> {
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const { channels: named } = await loadPolicy(project.gateFile, services.cwd);
  const found: Standing[] = [];
  const newest = options.snapshot ?? (await findNewestHeld(services, project));
  const asked = { ...options, ...(newest === undefined ? {} : { snapshot: newest }) };
  for (const channel of Object.keys(named)) found.push(await standing(services, { ...asked, channel }));
  const inputs = found.map(({ input }) => input);
  const now = new Date(services.now());
  const trouble = inputs.find(({ logTrouble }) => logTrouble !== undefined)?.logTrouble;
  return {
    channels: found.map(({ status }) => status),
    freezes: once(inputs, ({ freezes }) => freezes).filter((one) => isFrozen(one, one.channel ?? '', now)),
    taints: once(inputs, ({ taints }) => taints),
    waivers: once(inputs, ({ waivers }) => waivers).filter(({ expires }) => Date.parse(expires) > now.getTime()),
    holds: once(inputs, ({ holds }) => holds).flatMap((hold) => {
      const inForce = found.flatMap(({ status }) => status.decision.holds ?? []).find(({ name }) => name === hold.name);
      return inForce === undefined ? [] : [{ ...hold, packages: inForce.packages }];
    }),
    halfDone: found.flatMap(({ halfDone }) => halfDone),
    debts: found.flatMap(({ debts }) => debts),
    ...(trouble === undefined ? {} : { logTrouble: trouble }),
  };
}

/** What the nightly made of the newest snapshot, where something of that is held back: that is what may be promoted. */
async function findNewestHeld(services: Services, project: Project): Promise<string | undefined> {
  if (!project.nightly.isDeriving) return undefined;
  const root = await openRoot(services, project);
  const newest = await root.newest();
  return newest && (await findHeldBack(services, { project, root, snapshot: newest }))?.there?.id;
}

interface Standing {
  readonly status: ChannelStatus;
  readonly input: GateInput;
  readonly halfDone: readonly string[];
  readonly debts: readonly ChannelDebt[];
}

async function standing(services: Services, options: ProjectOptions & { readonly channel: string }): Promise<Standing> {
  const { channel } = options;
  const { root, input } = await gatherEvidence(services, options);
  const decision = decideGate(input);
  const { lines } = await root.readAudit();
  const { at, halfDone } = findArrival(lines, channel, await root.readChannel(channel));
  const { lane, debt } = await findLane(services, options, { root, at });
  const obstacles = listObstacles(decision, input, lines);
  const where = at === undefined || lane === undefined ? at : { ...at, lane };
  return {
    status: { channel, at: where, decision, obstacles },
    input,
    halfDone,
    debts: debt === undefined ? [] : [debt],
  };
}

/** The same record is gathered for each channel. */
function once<T>(inputs: readonly GateInput[], list: (input: GateInput) => readonly T[] | undefined): readonly T[] {
  return [...new Map(inputs.flatMap((input) => list(input) ?? []).map((one) => [JSON.stringify(one), one])).values()];
}
