import type { ChannelDebt, ChannelStatus, GateStatus } from '../../contract/gate-status.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { isFrozen } from '../../gate/find-stop.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listObstacles } from '../../gate/list-obstacles.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import { findArrival } from './find-arrival.ts';
import { findLane } from './find-lane.ts';

/**
 * Where each channel of the policy is, and what keeps the newest snapshot out of it. Writes nothing. Throws what
 * `gatherEvidence` throws.
 */
export async function gateStatus(services: Services, options: ProjectOptions): Promise<GateStatus> {
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const { channels: named } = await loadPolicy(project.gateFile, services.cwd);
  const found: Standing[] = [];
  for (const channel of Object.keys(named)) found.push(await standing(services, { ...options, channel }));
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
