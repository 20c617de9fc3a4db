import type { NightRecord, NightStepName } from '../../contract/night.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { selectFleet, type Selection } from '../select-fleet.ts';
import type { BegunNight } from './begin-night.ts';
import { doStep } from './do-step.ts';
import { isUnchanged } from './find-unchanged.ts';
import { gateStep, promoteStep } from './gate-step.ts';
import type { NightScene, StepEnd } from './night-scene.ts';
import type { OrderedInstance } from './order-night.ts';
import { describePlan, planNight } from './plan-night.ts';
import { findEarlier } from './promote-earlier.ts';
import { readStandings, runStep } from './run-step.ts';
import { snapshotStep } from './snapshot-step.ts';
import { isOpen } from './take-stock.ts';

export interface Following extends BegunNight {
  /** Id of the snapshot that was asked for. Default: what the mirrors hold. */
  readonly wanted: string | undefined;
  /** Whether it is done though nothing changed. */
  readonly isForced: boolean;
  /** What steps could not do beside; added to. */
  readonly troubles: unknown[];
}

/**
 * The steps up to the promotion, as far as they are not done. Gives the last night where that has answered all this
 * already, and nothing was done. Throws what the steps throw.
 */
export async function followNight(scene: NightScene, following: Following): Promise<NightRecord | undefined> {
  const { services, options, journal } = scene;
  const step = async (name: NightStepName, work: () => Promise<StepEnd | undefined>): Promise<void> => {
    following.troubles.push(...(await doStep(scene, name, work)));
  };
  const isDone = (name: NightStepName): boolean => isStepDone(journal.record, name);
  let earlier: string | undefined;
  if (!isDone('snapshot')) {
    await step('snapshot', async () => {
      const begun = await beginOnSnapshot(scene, following);
      ({ earlier } = begun);
      return begun.end;
    });
    if (!isDone('snapshot')) return following.before;
  }
  const snapshot = journal.record.snapshot?.id;
  if (snapshot === undefined || isDone('promote')) return undefined;
  const selection = await selectFleet(services, [], { ...options, snapshot });
  const isRun = isDone('run') && !(await hasOpen(scene, snapshot));
  if (!isRun) {
    const isGoingOn = following.start.kind === 'on';
    let ordered: readonly OrderedInstance[] = [];
    await step('plan', async () => {
      ordered = await planNight({ ...scene, instances: selection.selected, snapshot });
      const instances = listInstances(journal.record, selection);
      return { outcome: 'done', text: describePlan(ordered), change: { instances } };
    });
    await step('run', () => runStep(scene, snapshot, { selection, ordered, isGoingOn }));
  }
  if (!isRun || !isDone('gate')) await step('gate', () => gateStep(scene, snapshot));
  await step('promote', () => promoteStep(scene, snapshot, earlier));
  return undefined;
}

/** Whether it was done in this part of the night or an earlier one. Pure. */
export function isStepDone({ steps }: Pick<NightRecord, 'steps'>, name: NightStepName): boolean {
  return steps.some((step) => step.name === name && step.outcome !== 'error');
}

/** How a night begins. */
interface Begun {
  /** Undefined: the last night has answered all this. Nothing is written then. */
  readonly end: StepEnd | undefined;
  /** Id of an earlier snapshot that may go now, where that is what the night is for. */
  readonly earlier?: string | undefined;
}

async function beginOnSnapshot(scene: NightScene, following: Following): Promise<Begun> {
  const { services, files } = scene;
  const { wanted, before, start, isForced } = following;
  const end = await snapshotStep(scene, wanted, before);
  const given = start.kind === 'new' ? start.given : undefined;
  const isSame = before !== undefined && before.snapshot?.digest === end.change?.snapshot?.digest && !isForced;
  const since: Since = isSame && given === undefined ? await findSince(scene, before, end) : { kind: 'other' };
  if (since.kind === 'nothing') return { end: undefined };
  if (given !== undefined) {
    const at = new Date(services.now()).toISOString();
    await files.put({ ...given.night, reason: `given up: ${given.why}`, end: { at, outcome: 'interrupted' } });
  }
  // What its runs proved still counts, as far as the gate would take it.
  if (since.kind !== 'time' || before === undefined) return { end };
  return { end: { ...end, change: { ...end.change, runs: before.runs } }, earlier: since.earlier };
}

/**
 * What is other than when the last night asked the same of the same packages. `time`: only that it goes by, and what people
 * decide meanwhile (waivers, freezes): then something may move, and nothing is tested again for it.
 */
type Since = { readonly kind: 'nothing' | 'other' } | { readonly kind: 'time'; readonly earlier?: string };

async function findSince(scene: NightScene, before: NightRecord, end: StepEnd): Promise<Since> {
  const { services, options, settings } = scene;
  const snapshot = end.change?.snapshot;
  if (snapshot === undefined) return { kind: 'other' };
  if (before.end?.outcome === 'waiting') return { kind: 'time' };
  if (snapshot.isNew) return { kind: 'other' };
  const asked = { ...options, snapshot: snapshot.id, channel: settings.channel };
  const { input } = await gatherEvidence(services, asked);
  if (!isUnchanged(before, { ...input, isPromoting: settings.isPromoting })) return { kind: 'other' };
  if (before.judged?.decision === 'promote' || !settings.isPromoting) return { kind: 'nothing' };
  if (decideGate(input).decision !== before.judged?.decision) return { kind: 'time' };
  const earlier = await findEarlier(scene, snapshot.id);
  return earlier === undefined ? { kind: 'nothing' } : { kind: 'time', earlier };
}

async function hasOpen(scene: NightScene, snapshot: string): Promise<boolean> {
  return (await readStandings(scene, snapshot)).some((standing) => isOpen(standing, scene.rules));
}

/** Those of the project, each with what the night knows of it already. */
function listInstances({ instances }: NightRecord, { selected }: Selection): NightRecord['instances'] {
  const known = new Map(instances.map((one) => [one.name, one]));
  return selected.map(({ name }) => known.get(name) ?? { name, attempts: 0 });
}
