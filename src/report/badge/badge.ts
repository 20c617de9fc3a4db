import { join } from 'node:path';
import type { InstanceSummary, Reporter, RunEvent } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import type { InstanceVerdict, VerdictRecords } from '../../contract/store.ts';
import { mergeBadgeVerdicts } from './badge-verdicts.ts';
import { collectBadges } from './collect-badges.ts';
import { renderBadge } from './render-badge.ts';
import { renderBadgeTable } from './render-badge-table.ts';
import { writeReport } from '../write-report.ts';

export interface BadgeOptions {
  /** All instances of the project, so that a selection writes no badge for more than it tested. Default: those of the run. */
  readonly project?: readonly InstanceSummary[];
  /** A folder that outlives runs. Default: the run's folder, which gets what this run alone says. */
  readonly fleet?: {
    /** Absolute path; gets `badges/` and `index.html`. */
    readonly directory: string;
    /** The newest verdict on each instance, which these show. */
    readonly verdicts: VerdictRecords;
  };
}

/** Only these verbs judge, and look at everything that a badge promises. */
export function givesVerdict(verb: string): boolean {
  return verb === 'test' || verb === 'verify';
}

/**
 * Writes `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html` with the table at the end of a run.
 * In a fleet's folder what earlier runs said of other instances stays. `close` throws `INTERNAL` or `NO_SPACE` when it
 * cannot.
 */
export function createBadgeReporter(options: BadgeOptions = {}): Reporter {
  let started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  let result: RunResult | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') started = event;
      if (event.type === 'run-finished') result = event.result;
    },
    async close() {
      if (started === undefined || result === undefined || !givesVerdict(started.verb)) return;
      const { project = started.instances, fleet } = options;
      const told = { project, snapshot: started.snapshot };
      if (fleet === undefined) return writeBadges(started.directory, mergeBadgeVerdicts([], result, told), project);
      const ended = result;
      await fleet.verdicts.update(
        (earlier) => mergeBadgeVerdicts(earlier, ended, told),
        (verdicts) => writeBadges(fleet.directory, verdicts, project),
      );
    },
  };
}

async function writeBadges(
  directory: string,
  verdicts: readonly InstanceVerdict[],
  project: readonly InstanceSummary[],
): Promise<void> {
  const badges = collectBadges(new Map(verdicts.map(({ instance, outcome }) => [instance, outcome])), project);
  if (badges.length === 0) return;
  for (const badge of badges) await writeReport(join(directory, 'badges', badge.fileName), renderBadge(badge));
  await writeReport(join(directory, 'index.html'), renderBadgeTable(badges, verdicts));
}
