import { join } from 'node:path';
import type { InstanceSummary, Reporter, RunEvent } from '../contract/events.ts';
import type { RunResult } from '../contract/model.ts';
import { collectBadges } from './collect-badges.ts';
import { renderBadge } from './render-badge.ts';
import { renderBadgeTable } from './render-badge-table.ts';
import { writeReport } from './write-report.ts';

export interface BadgeOptions {
  /** All instances of the project, so that a selection writes no badge for more than it tested. Default: those of the run. */
  readonly project?: readonly InstanceSummary[];
  /** Absolute path of the folder that gets `badges/` and `index.html`. Default: the run's folder. */
  readonly directory?: string;
}

/** Only these verbs look at everything that a badge promises. */
function givesVerdict(verb: string): boolean {
  return verb === 'test' || verb === 'verify';
}

/**
 * Writes `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html` with the table of the run at the
 * end of a run. `close` throws `INTERNAL` or `NO_SPACE` when it cannot.
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
      const directory = options.directory ?? started.directory;
      const badges = collectBadges(result.instances, options.project ?? started.instances);
      if (badges.length === 0) return;
      for (const badge of badges) await writeReport(join(directory, 'badges', badge.fileName), renderBadge(badge));
      await writeReport(join(directory, 'index.html'), renderBadgeTable(badges, result, started.snapshot));
    },
  };
}
