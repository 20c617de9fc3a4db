import { count } from '../../base/text/count.ts';
import { firstLine } from '../../base/text/first-line.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Hold } from '../../contract/gate-records.ts';
import type { NightHold, NightRecord } from '../../contract/night.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { Derivation } from '../../snapshot/derive/derive-snapshot.ts';
import { findHeldBack, type HeldBack, tellHolds } from '../gate/find-held-back.ts';
import { noRoot } from '../open-root.ts';
import { deriveContext } from '../solve/derive-context.ts';
import { deriveSolved } from '../solve/derive-solved.ts';
import type { NightScene } from './night-scene.ts';

/** The snapshot of a night, with what holds did to it. */
export interface HeldSnapshot {
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly isNew: boolean;
  /** What it was derived with. */
  readonly holds: readonly NightHold[];
  /** What a person should know, one line each. */
  readonly notes: readonly string[];
  /** Whether a hold should be looked at, though nothing went wrong. */
  readonly isDoubtful: boolean;
  readonly troubles: readonly unknown[];
}

export interface TakenForNight {
  readonly root: SnapshotRoot;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly isNew: boolean;
  /** The last night that was judged: its images are there. */
  readonly before: NightRecord | undefined;
}

/**
 * The night's snapshot without what is held back. Where that cannot be had, it is the one that was taken, and the trouble has
 * the reason: the gate refuses that one because of the hold. Throws what keeps a snapshot from being made at all.
 */
export async function holdBack(scene: NightScene, taken: TakenForNight): Promise<HeldSnapshot> {
  const { services, settings, project } = scene;
  const { root, snapshot, isNew } = taken;
  const plain = { snapshot, isNew, holds: [], notes: [], isDoubtful: false, troubles: [] };
  if (!settings.isDeriving) return plain;
  let held: HeldBack | undefined;
  try {
    held = await findHeldBack(services, { project, root, snapshot });
    if (held === undefined) return plain;
    const { holding, there } = held;
    const idle = tellIdle(held, snapshot.id);
    const isDoubtful = held.empty.length > 0;
    if (holding.length === 0) return { ...plain, notes: idle, isDoubtful };
    const made = there === undefined ? await derive(scene, taken, held) : { snapshot: there, isNew: false };
    const notes = [`made from ${snapshot.id} without what is held back: ${tellHolds(holding)}`, ...idle];
    return { ...plain, ...made, holds: holding.map(toNightHold), notes, isDoubtful };
  } catch (error) {
    if (!(error instanceof SalternError) || !isOfHolds(error)) throw error;
    const what = held === undefined ? 'what is held back' : tellHolds(held.holding);
    const note = `not held back, so the gate will refuse it: ${what}: ${firstLine(error.message)}`;
    return { ...plain, notes: [note], troubles: [error] };
  }
}

/** A hold that holds nothing back yet is as good as any; one of which there is no package was misspelt. */
function tellIdle({ empty, resting }: HeldBack, id: string): readonly string[] {
  return [
    ...empty.map((one) => `hold '${one.name}' holds nothing: ${id} has no package '${one.package}'`),
    ...resting.map(({ name }) => `hold '${name}' has nothing to hold back`),
  ];
}

/** What may be wrong with holds, or is not to be known of them here; a night can do without. */
function isOfHolds({ code }: SalternError): boolean {
  return code === 'DERIVE_REFUSED' || code === 'PROGRAM_MISSING';
}

async function derive(
  { services, project, listener }: NightScene,
  { root, snapshot, before }: TakenForNight,
  { holding, label }: HeldBack,
): Promise<Pick<HeldSnapshot, 'snapshot' | 'isNew'>> {
  const path = project.snapshots?.root;
  if (path === undefined) throw noRoot();
  const last = before?.snapshot?.id;
  const isLastThere = (await root.list()).some(({ id }) => id === last);
  const derived = await deriveSolved(
    services,
    // Tonight's images are not made yet; those of the last night are.
    { project, root, ...(last === undefined || !isLastThere ? {} : { imagesOf: last }) },
    { ...NOTHING_ELSE, from: snapshot.id, label, rules: holding },
    deriveContext(services, {
      project,
      path,
      root,
      now: new Date(services.now()),
      progress: listener.progress,
    }),
  );
  for (const note of derived.notes) services.tell(note);
  if (derived.kind === 'refused') throw refused(derived, holding);
  return { snapshot: derived.snapshot, isNew: derived.kind === 'made' };
}

const NOTHING_ELSE = {
  overlay: [],
  picks: [],
  member: undefined,
  isReplacing: false,
  allowBroken: false,
  isDryRun: false,
} as const;

function refused({ solved }: Derivation, holding: readonly Hold[]): SalternError {
  const broken = solved?.broken ?? [];
  const [first] = broken;
  const names = holding.map(({ name }) => `'${name}'`).join(', ');
  const what = holding.length === 1 ? `the hold ${names}` : `the holds ${names}`;
  const more = broken.length > 1 ? ` (and ${count(broken.length - 1, 'more package')})` : '';
  const why = first?.reasons.find((reason) => reason !== 'conflicting requests') ?? '';
  return new SalternError(
    'DERIVE_REFUSED',
    `With ${what}, '${first?.package ?? '?'}' cannot be installed${more}: ${why}`,
    {
      hint: 'Hold what needs it too, or see what `saltern snapshot derive latest --label try --dry-run` says.',
      details: broken.flatMap(({ member, package: name, reasons }) => [`${member}: ${name}`, ...reasons]),
    },
  );
}

function toNightHold({ name, package: wanted, most, reason, author, expires }: Hold): NightHold {
  return { name, package: wanted, ...(most === undefined ? {} : { most }), reason, author, expires };
}
