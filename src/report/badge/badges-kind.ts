import { join } from 'node:path';
import pLimit from 'p-limit';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import { collectBadges, type Badge } from './collect-badges.ts';
import { mergeBadgeVerdicts } from './merge-badge-verdicts.ts';
import { renderBadgePage } from './render-badge-page.ts';
import { renderBadge } from './render-badge.ts';

/** Badges written side by side: each waits until it is on disk, and a disk takes several in one go. */
const AT_ONCE = 16;

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
  const badges = collectBadges(verdicts, project);
  if (badges.length === 0) return;
  const limit = pLimit(AT_ONCE);
  const write = async (badge: Badge) => {
    const file = join(directory, 'badges', badge.fileName);
    const picture = renderBadge(badge);
    // Most of a fleet's are as they were: reading one is quick, and writing one waits for the disk.
    const before = await readText(file, MOST_BYTES.record).catch(() => undefined);
    if (before !== picture) await writeReport(file, picture);
  };
  await Promise.all(badges.map((badge) => limit(() => write(badge))));
  await writeReport(join(directory, 'index.html'), renderBadgePage(badges, verdicts));
}
