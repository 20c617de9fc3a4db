import { isMet, type GateDecision } from '../../contract/decision.ts';
import type { NightRecord } from '../../contract/night.ts';
import { tellWhyNot } from '../../gate/tell-why-not.ts';
import type { TaintedChannel } from '../gate/taint-promoted.ts';
import { checkChannel } from '../gate/check-channel.ts';
import { promoteSnapshot } from '../promote-snapshot.ts';
import type { NightScene, StepEnd } from './night-scene.ts';
import { promoteEarlier } from './promote-earlier.ts';
import { tallyNight } from './tally-night.ts';

/** Decides, and logs that. Throws what `checkChannel` throws. */
export async function gateStep(
  { services, options, settings, journal }: NightScene,
  snapshot: string,
): Promise<StepEnd> {
  const { channel } = settings;
  const { decision, troubles, tainted } = await checkChannel(services, { ...options, snapshot, channel });
  const instances = markFlaky(journal.record.instances, decision);
  const tally = { ...tallyNight(instances, journal.record.tally.reused), ...countWaived(instances, decision) };
  const change = { judged: decision, decision: decision.decision, reason: tellWhyNot(decision), instances, tally };
  const found = tainted && { snapshot: tainted.taint.snapshot, instances: tainted.taint.instances, text: tainted.text };
  const { requirements, blocks } = decision;
  const met = requirements.filter(({ kind }) => isMet(kind)).length;
  const why = blocks.map(({ reason }) => `, ${reason}`).join('');
  const text = `${decision.decision}: ${met} of ${requirements.length} requirements met${why}`;
  const more = found === undefined ? '' : `; ${found.text}`;
  return {
    outcome: troubles.length > 0 || found !== undefined ? 'warning' : 'done',
    text: `${text}${more}`,
    change: { ...change, ...(found === undefined ? {} : { tainted: found }), ...wentBack(journal.record, tainted) },
    troubles,
  };
}

function wentBack({ channel }: NightRecord, tainted: TaintedChannel | undefined): Partial<NightRecord> {
  return tainted?.backAt === undefined ? {} : { channel: { ...channel, after: tainted.backAt } };
}

/**
 * Moves the channel where the gate said so and the settings want it. `earlier`: id of an earlier snapshot that may go, where
 * it is known. Throws what `promoteSnapshot` throws.
 */
export async function promoteStep(scene: NightScene, snapshot: string, earlier?: string): Promise<StepEnd> {
  const { services, options, settings, journal } = scene;
  const { channel, isPromoting } = settings;
  const { decision, channel: where } = journal.record;
  const stays = where.before === undefined ? `${channel} does not exist` : `${channel} stays at ${where.before}`;
  if (!isPromoting && decision === 'promote')
    return { outcome: 'skipped', text: `${stays}: nights are only judged here` };
  if (decision !== 'promote') {
    const moved = isPromoting ? await promoteEarlier(scene, snapshot, earlier) : undefined;
    return moved ?? { outcome: 'skipped', text: stays };
  }
  const { promotion, decision: judged, troubles } = await promoteSnapshot(services, { ...options, snapshot, channel });
  const outcome = troubles.length > 0 ? 'warning' : 'done';
  switch (promotion.kind) {
    case 'promoted':
    case 'unchanged': {
      const change = { judged, channel: { ...where, after: promotion.to } };
      const was = promotion.kind === 'promoted' && promotion.from !== undefined ? ` (was ${promotion.from})` : '';
      const is = promotion.kind === 'promoted' ? 'is now' : 'is already';
      return { outcome, text: `${channel} ${is} at ${promotion.to}${was}`, change, troubles };
    }
    case 'refused': {
      // What the gate decided may have changed since: what counts is what it says now.
      const change = { judged, decision: judged.decision, reason: tellWhyNot(judged) || promotion.reason };
      return { outcome, text: `refused: ${promotion.reason}; ${stays}`, change, troubles };
    }
    default:
      return promotion satisfies never;
  }
}

/** So that a night which is promoted beside a failure says why. */
function countWaived(instances: NightRecord['instances'], { requirements }: GateDecision): { waived?: number } {
  const names = new Set(requirements.filter(({ kind }) => kind === 'waived').map(({ instance }) => instance));
  const waived = instances.filter(({ name, outcome }) => outcome === 'fail' && names.has(name)).length;
  return waived === 0 ? {} : { waived };
}

/** One that failed on the same content in another night is flaky as well. */
function markFlaky(instances: NightRecord['instances'], { requirements }: GateDecision): NightRecord['instances'] {
  const flaky = new Set(requirements.filter(({ kind }) => kind === 'flaky').map(({ instance }) => instance));
  return instances.map((one) => (flaky.has(one.name) && one.outcome === 'pass' ? { ...one, isFlaky: true } : one));
}
