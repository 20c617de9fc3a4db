import type { Reporter, RunEvent } from '../../contract/events.ts';
import { SalternError } from '../../contract/errors.ts';
import { destroyOrphans } from '../destroy-orphans.ts';
import type { FleetRunner } from '../fleet-runner.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { makeRunId } from '../make-run-id.ts';
import { runFleet } from '../run-fleet.ts';
import { planFleet, type PlannedFleet, type Selection } from '../select-fleet.ts';
import type { NightScene, StepEnd } from './night-scene.ts';
import { noteResult, settleInstances } from './note-result.ts';
import type { OrderedInstance } from './order-night.ts';
import { isOpen, takeStock, type Standing } from './take-stock.ts';
import { describeTally, tallyNight } from './tally-night.ts';

/** What is to be run. */
export interface NightWork {
  readonly selection: Selection;
  /** The instances in their turn. */
  readonly ordered: readonly OrderedInstance[];
  /** Whether a part of the night was stopped: what that left half made is removed first. */
  readonly isGoingOn: boolean;
}

/** Where each instance of the night stands now, as the gate would see it. */
export async function readStandings(scene: NightScene, snapshot: string): Promise<readonly Standing[]> {
  const { services, options, settings, rules, journal } = scene;
  const { input } = await gatherEvidence(services, { ...options, snapshot, channel: settings.channel });
  const { declared, evidence, facts = {}, now } = input;
  const judging = { snapshot: input.snapshot, now, rules, facts };
  return takeStock({ record: journal.record, declared, evidence, judging });
}

/**
 * Runs what nobody knows yet, then, as often as the policy allows, what is no pass: each time as a run of its own.
 * Throws what running throws, `EVIDENCE_LOST`, and the signal's reason.
 */
export async function runStep(scene: NightScene, snapshot: string, work: NightWork): Promise<StepEnd> {
  const { services, options, project, rules, journal, isOnWorkers } = scene;
  const { attempts = 1 } = rules;
  await using farm = isOnWorkers ? await (await import('../farm/open-farm.ts')).openFarm(services, project) : undefined;
  if (work.isGoingOn) await destroyOrphans(services, options);
  const fleet = await planFleet(services, work.selection);
  // Counted here too: a result that is too old as soon as it is there must not be sought for ever.
  const made = new Map<string, number>();
  const troubles: unknown[] = [];
  let reused: number | undefined;
  for (;;) {
    const standings = await readStandings(scene, snapshot);
    const known = new Map(standings.map((one) => [one.name, one]));
    const open = work.ordered.filter(({ name }) => {
      return (made.get(name) ?? 0) < attempts && isOpen(known.get(name) ?? nothingOf(name), rules);
    });
    reused ??= work.ordered.length - open.length;
    const instances = settleInstances(journal.record.instances, standings);
    await journal.keep({ instances, tally: tallyNight(instances, reused) });
    if (open.length === 0) break;
    const untried = open.filter(({ name }) => !made.has(name) && (known.get(name)?.tries ?? 0) === 0);
    const round = untried.length > 0 ? untried : open;
    for (const { name } of round) made.set(name, (made.get(name) ?? 0) + 1);
    troubles.push(...(await runRound(scene, { fleet, round, known, runner: farm?.runner })));
  }
  return { outcome: troubles.length > 0 ? 'warning' : 'done', text: describeTally(journal.record.tally), troubles };
}

function nothingOf(name: string): Standing {
  return { name, attempts: 0, tries: 0, hasFailed: false, passes: 0 };
}

interface Round {
  readonly fleet: PlannedFleet;
  readonly round: readonly OrderedInstance[];
  readonly known: ReadonlyMap<string, Standing>;
  /** Undefined: this process. */
  readonly runner: FleetRunner | undefined;
}

async function runRound(scene: NightScene, { fleet, round, known, runner }: Round): Promise<readonly unknown[]> {
  const { services, journal, listener } = scene;
  const { night, runs } = journal.record;
  const runId = makeRunId(services.now());
  // On disk before anything is run: after a kill, the results of this run are the night's.
  await journal.keep({ runs: [...runs, runId] });
  const earlier = new Map([...known].filter(([, { attempts }]) => attempts > 0));
  const screen = await listener.openScreen?.();
  const { result, troubles } = await runFleet(services, inTurn(fleet, round), {
    goal: 'test',
    runId,
    night: { id: night, earlier },
    listener: noting(scene, runId, screen),
    ...(runner === undefined ? {} : { runner }),
  });
  if (result.interrupted) services.signal.throwIfAborted();
  const lost = troubles.find((trouble) => trouble instanceof SalternError && trouble.code === 'EVIDENCE_LOST');
  if (lost !== undefined) throw lost;
  return troubles;
}

/** Only these, in this order; removed when they are done, unless somebody says otherwise: nobody logs in at night. */
function inTurn(fleet: PlannedFleet, round: readonly OrderedInstance[]): PlannedFleet {
  const plans = new Map(fleet.plans.map((plan) => [plan.name, plan]));
  const { project } = fleet;
  const isSaid = project.settings['destroy']?.origin() !== 'default';
  return {
    ...fleet,
    project: isSaid ? project : { ...project, destroy: 'always' },
    plans: round.flatMap(({ name }) => plans.get(name) ?? []),
  };
}

/** Listens for the record of the night too: what is over need not wait for the rest of the run. */
function noting({ journal }: NightScene, runId: string, screen: Reporter | undefined): Reporter {
  return {
    on(event: RunEvent) {
      screen?.on(event);
      if (event.type !== 'instance-finished') return;
      const instances = noteResult(journal.record.instances, event.result, runId);
      journal.note({ instances, tally: tallyNight(instances, journal.record.tally.reused) });
    },
    async close() {
      await screen?.close?.();
    },
  };
}
