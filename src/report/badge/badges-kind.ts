import { join } from 'node:path';
import type { InstanceSummary } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import { collectBadges } from './collect-badges.ts';
import { mergeVerdicts } from '../memory/merge-verdicts.ts';
import { remember } from '../memory/memory-kind.ts';
import { renderBadgePage } from './render-badge-page.ts';
import { renderBadge } from './render-badge.ts';

/**
 * `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html` with the table: in the run's folder for
 * this run alone, in the project's for the newest verdict on each instance, whichever run gave it. `close` throws
 * `INTERNAL`, `NO_SPACE` or `BUSY` when they cannot be written.
 */
export const badgesKind: ReporterKind = {
  open(_settings, { cwd, folders, instances: project, verdicts: newest }) {
    return [
      afterRun(async ({ directory, verb, snapshot }, result) => {
        if (!givesVerdict(verb)) return;
        const options = { project, snapshot, cwd };
        await writeBadges(directory, mergeVerdicts([], result, options), project);
        await newest.update(
          (earlier) => remember(earlier, result, options),
          ({ verdicts }) => writeBadges(folders.base, verdicts, project),
        );
      }),
    ];
  },
};

async function writeBadges(
  directory: string,
  verdicts: readonly InstanceVerdict[],
  project: readonly InstanceSummary[],
): Promise<void> {
  const badges = collectBadges(verdicts, project);
  if (badges.length === 0) return;
  for (const badge of badges) await writeReport(join(directory, 'badges', badge.fileName), renderBadge(badge));
  await writeReport(join(directory, 'index.html'), renderBadgePage(badges, verdicts));
}
