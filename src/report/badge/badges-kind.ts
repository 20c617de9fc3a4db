import { join } from 'node:path';
import type { InstanceSummary } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import { collectBadges } from './collect-badges.ts';
import { mergeBadgeVerdicts } from './merge-badge-verdicts.ts';
import { renderBadgePage } from './render-badge-page.ts';
import { renderBadge } from './render-badge.ts';

/**
 * `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html` with the table: in the run's folder for
 * this run alone, in the project's for the newest verdict on each instance, whichever run gave it. `close` throws
 * `INTERNAL`, `NO_SPACE` or `BUSY` when they cannot be written.
 */
export const badgesKind: ReporterKind = {
  open(_settings, { folders, instances: project, verdicts: newest }) {
    return [
      afterRun(async ({ directory, verb, snapshot }, result) => {
        if (!givesVerdict(verb)) return;
        const merge = (earlier: readonly InstanceVerdict[]) =>
          mergeBadgeVerdicts(earlier, result, { project, snapshot });
        await writeBadges(directory, merge([]), project);
        await newest.update(merge, (verdicts) => writeBadges(folders.base, verdicts, project));
      }),
    ];
  },
};

async function writeBadges(
  directory: string,
  verdicts: readonly InstanceVerdict[],
  project: readonly InstanceSummary[],
): Promise<void> {
  const outcomes = new Map(verdicts.map(({ instance, outcome }) => [instance, outcome]));
  const bare = new Set(verdicts.filter(({ hasNoChecks }) => hasNoChecks).map(({ instance }) => instance));
  const badges = collectBadges(outcomes, project, bare);
  if (badges.length === 0) return;
  for (const badge of badges) await writeReport(join(directory, 'badges', badge.fileName), renderBadge(badge));
  await writeReport(join(directory, 'index.html'), renderBadgePage(badges, verdicts));
}
