import type { NightRecord } from '../../contract/night.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listRequired } from '../../gate/list-required.ts';
import type { ChannelPolicy } from '../../gate/policy.ts';
import { openSource } from '../../snapshot/sources/index.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { noRoot } from '../open-root.ts';
import { selectFleet } from '../select-fleet.ts';
import type { Services } from '../services.ts';
import { beginNight, type BegunNight } from './begin-night.ts';
import { findHeldBack, type HeldBack, tellHolds } from '../gate/find-held-back.ts';
import { isUnchanged } from './find-unchanged.ts';
import type { NightOptions } from './night-options.ts';
import type { OrderedInstance } from './order-night.ts';
import { planNight } from './plan-night.ts';
import { prepareNight, type PreparedNight } from './prepare-night.ts';
import { isOpen, takeStock } from './take-stock.ts';

/** A snapshot that would be taken, with the members whose metadata changed since the newest; or one that is there. */
type ComingSnapshot = (
  | { readonly kind: 'taken'; readonly since: string | undefined; readonly changed: readonly string[] }
  | { readonly kind: 'there'; readonly id: string }
) & {
  /** What would be held back of it, or of the newest as it is now, one line. Default: nothing. */
  readonly holds?: string;
};

/** What the next night would do. */
export interface ComingNight {
  /** Id of the night that it would go on with. Default: a new one is begun. */
  readonly goesOn?: string;
  /** One that was stopped and would be given up, and why. Default: there is none. */
  readonly given?: { readonly night: string; readonly why: string };
  readonly snapshot: ComingSnapshot;
  /** The night that has answered all this already: nothing would be done. Default: there is none. */
  readonly unchanged?: NightRecord;
  /** The instances in their turn; those whose results would be used again are not run. */
  readonly instances: readonly (OrderedInstance & { readonly isReused: boolean })[];
  readonly channel: { readonly name: string; readonly at: string | undefined; readonly isPromoting: boolean };
  readonly policy: Pick<ChannelPolicy, 'maxAgeMs' | 'attempts'> & {
    readonly file: string;
    /** Instances that must have passed. Default: not known before there is a snapshot. */
    readonly required?: number;
  };
}

/**
 * What `saltern nightly` would do now; writes nothing and waits for nobody. Which packages a new snapshot would change is
 * not known before it is taken: instances stand in the order that they have on the newest. Throws what `prepareNight`
 * throws.
 */
export async function describeComing(services: Services, options: NightOptions): Promise<ComingNight> {
  const prepared = await prepareNight(services, options);
  const { project, settings, root, wanted, folders } = prepared;
  const begun = await beginNight(services, { ...prepared, isFresh: options.fresh ?? false });
  const asked = wanted ?? begun.record.snapshot?.id;
  const chosen = await chooseSnapshot(services, prepared, asked);
  const held = asked === undefined ? await findHeld(services, prepared) : undefined;
  const snapshot = held === undefined ? chosen : { ...chosen, holds: tellHolds(held.holding) };
  const base = held?.there?.id ?? (chosen.kind === 'there' ? chosen.id : chosen.since);
  const input = base === undefined ? undefined : await gather(services, prepared, base);
  const { selected } = await selectFleet(services, [], prepared.options);
  const ordered = await planNight({ services, project, folders, instances: selected, snapshot: base });
  const closed = findClosed(prepared, begun, input);
  const { channel } = settings;
  const { maxAgeMs, attempts } = prepared.rules;
  return {
    ...describeStart(begun),
    snapshot,
    ...(options.force === true ? {} : findAnswer(prepared, begun, { snapshot, input })),
    instances: ordered.map((one) => ({ ...one, isReused: closed.has(one.name) })),
    channel: { name: channel, at: await root.readChannel(channel), isPromoting: settings.isPromoting },
    policy: {
      file: prepared.policy.file,
      maxAgeMs,
      ...(attempts === undefined ? {} : { attempts }),
      ...(input === undefined
        ? {}
        : { required: listRequired({ policy: prepared.policy, channel, now: input.now }, input.declared).length }),
    },
  };
}

function describeStart({ start }: BegunNight): Pick<ComingNight, 'goesOn' | 'given'> {
  if (start.kind === 'on') return { goesOn: start.night.night };
  return start.given === undefined ? {} : { given: { night: start.given.night.night, why: start.given.why } };
}

/** What a new one would be taken of: told by metadata alone, which is cheap and may have been written again. */
async function chooseSnapshot(
  services: Services,
  { project, root }: PreparedNight,
  there: string | undefined,
): Promise<ComingSnapshot> {
  if (there !== undefined) return { kind: 'there', id: there };
  const { root: path, source: from } = project.snapshots ?? {};
  if (path === undefined || from === undefined) throw noRoot();
  const [source, newest] = [
    await openSource(from, { root: path, environment: services.environment }),
    await root.newest(),
  ];
  const context = { signal: services.signal };
  const known = new Map(newest?.members.map((member) => [member.name, member.metadataDigest]));
  const names = await source.members(context);
  const changed: string[] = [...known.keys()].filter((name) => !names.includes(name));
  for (const name of names) if (known.get(name) !== (await source.metadataDigest(name, context))) changed.push(name);
  return { kind: 'taken', since: newest?.id, changed: changed.toSorted() };
}

/** What is held back of the newest snapshot; undefined: nothing. */
async function findHeld(services: Services, { project, root, settings }: PreparedNight): Promise<HeldBack | undefined> {
  const newest = await root.newest();
  if (newest === undefined || !settings.isDeriving) return undefined;
  const held = await findHeldBack(services, { project, root, snapshot: newest });
  return held?.holding.length === 0 ? undefined : held;
}

async function gather(services: Services, { options, settings }: PreparedNight, snapshot: string): Promise<GateInput> {
  return (await gatherEvidence(services, { ...options, snapshot, channel: settings.channel })).input;
}

/** Names of those whose results of a stopped night would be used again. */
function findClosed(
  { rules }: PreparedNight,
  { start, record }: BegunNight,
  input: GateInput | undefined,
): ReadonlySet<string> {
  if (input === undefined || start.kind === 'new') return new Set();
  const { snapshot, now, declared, evidence } = input;
  const standings = takeStock({ record, declared, evidence, judging: { snapshot, now, rules } });
  return new Set(standings.filter((one) => !isOpen(one, rules)).map(({ name }) => name));
}

interface Found {
  readonly snapshot: ComingSnapshot;
  readonly input: GateInput | undefined;
}

function findAnswer(
  { settings }: PreparedNight,
  { start, before }: BegunNight,
  { snapshot, input }: Found,
): Pick<ComingNight, 'unchanged'> {
  const isSame = snapshot.kind === 'there' || snapshot.changed.length === 0;
  if (before === undefined || input === undefined || !isSame || start.kind === 'on' || start.given) return {};
  return isUnchanged(before, { ...input, isPromoting: settings.isPromoting }) ? { unchanged: before } : {};
}
