import { count } from '../../base/text/count.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { firstLine } from '../../base/text/first-line.ts';
import type { NightOutcome, NightRecord, NightStepName } from '../../contract/night.ts';
import { nightOutcome } from '../../contract/night-outcome.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { writeRecord } from '../../store/files/write-record.ts';
import { leaveReferences } from '../leave-references.ts';
import { pruneBy } from '../prune-snapshots.ts';
import type { Services } from '../services.ts';
import { beginNight, type BegunNight } from './begin-night.ts';
import { doStep } from './do-step.ts';
import { followNight, isStepDone } from './follow-night.ts';
import { lockNight } from './lock-night.ts';
import { openJournal } from './night-journal.ts';
import type { NightListener, NightOptions } from './night-options.ts';
import type { NightScene } from './night-scene.ts';
import { prepareNight } from './prepare-night.ts';
import { publishEnd, publishNight, tellOfNight, type Published } from './publish-night.ts';

/** A night that was done, or as far as it came. */
export interface NightRun {
  readonly kind: 'night';
  readonly record: NightRecord;
  /** What stopped it. Default: nothing did. */
  readonly error?: unknown;
  /** Reports that could not be written and the like; what was found out stands. */
  readonly troubles: readonly unknown[];
}

/** There was nothing to do: the last night has answered it. */
export interface UnchangedNight {
  readonly kind: 'unchanged';
  readonly night: NightRecord;
}

/**
 * One night: snapshot, plan, run, gate, promote, report, notify; or what a night that was stopped has left. Everything
 * that it finds out is kept as soon as it is known, so that the next call goes on after whatever ended this one. Throws
 * what stands in the way of beginning: `ConfigError`, `USAGE`, `SNAPSHOT_SOURCE`, `SNAPSHOT_NOT_FOUND`, `POLICY_INVALID`,
 * `BUSY`. What stops it later is in the result.
 */
export async function runNight(
  services: Services,
  options: NightOptions,
  listener: NightListener,
): Promise<NightRun | UnchangedNight> {
  const prepared = await prepareNight(services, options);
  const { wanted, files, folders } = prepared;
  using _lock = await lockNight(services, folders);
  const begun = await beginNight(services, { ...prepared, isFresh: options.fresh ?? false });
  const journal = openJournal(begun.record, files, services.now);
  const scene = { ...prepared, services, listener, journal, isOnWorkers: options.workers ?? false };
  tellBegun(scene, begun);
  return await runBegun(scene, begun, { wanted, isForced: options.force ?? false });
}

function tellBegun({ services, listener, journal }: NightScene, { start }: BegunNight): void {
  if (start.kind === 'new' && start.given !== undefined) {
    const { night, why } = start.given;
    services.tell(`the night '${night.night}' was not finished, and is given up: ${why}`);
  }
  listener.began(journal.record, start.kind);
}

interface Asked {
  readonly wanted: string | undefined;
  readonly isForced: boolean;
}

async function runBegun(scene: NightScene, begun: BegunNight, asked: Asked): Promise<NightRun | UnchangedNight> {
  const { services, folders, journal } = scene;
  const troubles: unknown[] = [];
  try {
    const night = await followNight(scene, { ...begun, ...asked, troubles });
    if (night !== undefined) {
      const at = new Date(services.now()).toISOString();
      await writeRecord(folders.looked, { version: 1, night: night.night, at });
      return { kind: 'unchanged', night };
    }
    const outcome = nightOutcome(journal.record) ?? 'error';
    return { kind: 'night', record: await endNight(scene, outcome, troubles), troubles };
  } catch (error) {
    return { kind: 'night', record: await stopNight(scene, error, troubles), error, troubles };
  }
}

/** Whoever interrupts a night waits for nothing more; of one that could not go on, people hear. */
async function stopNight(scene: NightScene, error: unknown, troubles: unknown[]): Promise<NightRecord> {
  const { services, journal } = scene;
  const reason = toTrouble(error).message;
  if (services.signal.aborted) {
    await journal.keep({ reason, end: endOf(scene, 'interrupted') });
    return journal.record;
  }
  journal.note({ reason });
  return await endNight(scene, 'error', troubles).catch(async (later: unknown) => {
    troubles.push(later);
    return journal.record;
  });
}

async function endNight(scene: NightScene, outcome: NightOutcome, troubles: unknown[]): Promise<NightRecord> {
  const { services, project, journal } = scene;
  const isDone = (name: NightStepName): boolean => isStepDone(journal.record, name);
  // Shown as it will stand; its record has no end before people know, so that a kill lets nobody wait for news.
  const published = () => ({ project, night: { ...journal.record, end: endOf(scene, outcome) } });
  if (!isDone('report')) {
    troubles.push(...(await doStep(scene, 'report', async () => summarize(await publishNight(services, published())))));
  }
  if (!isDone('notify')) {
    const tell = async () => {
      const done = await tellOfNight(services, published());
      return { ...summarize(done), change: { told: [...journal.record.told, ...done.told] } };
    };
    troubles.push(...(await doStep(scene, 'notify', tell)));
  }
  await journal.keep({ end: endOf(scene, outcome) });
  await leaveReferences(services, project);
  troubles.push(...(await publishEnd(services, { project, night: journal.record })));
  troubles.push(...(await pruneAfter(services, project)));
  return journal.record;
}

/** Snapshots that the project does not keep; the night stands, whatever keeps them from going. */
async function pruneAfter(services: Services, project: NightScene['project']): Promise<readonly unknown[]> {
  const policy = project.snapshots?.prune;
  if (policy === undefined) return [];
  try {
    const { removed, bytes, records } = await pruneBy(services, { project, policy, isDryRun: false });
    const what = `${count(removed.length, 'snapshot')} that need not stay`;
    if (records > 0) services.tell(`removed ${count(records, 'record')} of decisions`);
    if (removed.length > 0) services.tell(`removed ${what}: ${formatBytes(bytes)} free`);
    return [];
  } catch (error) {
    return [error];
  }
}

function summarize({ lines, troubles }: Published) {
  const failed = troubles.map((trouble) => `not done: ${firstLine(toTrouble(trouble).message)}`);
  const text = [...lines, ...failed].join(', ');
  const outcome = troubles.length > 0 ? 'warning' : lines.length > 0 ? 'done' : 'skipped';
  return { outcome, text: text || 'nothing to do', troubles } as const;
}

function endOf({ services }: NightScene, outcome: NightOutcome): NonNullable<NightRecord['end']> {
  return { at: new Date(services.now()).toISOString(), outcome };
}
