import { join, relative } from 'node:path';
import { pathExists } from '../../base/files/path-exists.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import { runFolder, type ProjectFolders } from '../../contract/project-folders.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import type { Badge } from './badge.ts';
import { collectBadges, collectUnknown } from './collect-badges.ts';
import { mergeVerdicts } from '../memory/merge-verdicts.ts';
import { remember } from '../memory/memory-kind.ts';
import { renderProjectPage, type ProjectPage } from '../page/render-project-page.ts';
import type { RunLinks } from '../page/run-links.ts';
import { drawBadges, drawPictures, ownFolder } from './draw-badges.ts';
import { renderBadgeTable } from './render-badge-table.ts';
import { html } from '../../base/page/html.ts';

/**
 * `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html`: in the run's folder for this run alone, in
 * the project's for the newest verdict on each instance, whichever run gave it; there for Shields too, and badges that
 * speak of nights stay. `close` throws `INTERNAL`, `NO_SPACE` or `BUSY` when they cannot be written.
 */
export const badgesKind: ReporterKind = {
  open(_settings, { cwd, project: name, folders, instances: project, verdicts: newest, maxAgeMs }) {
    return [
      afterRun(async ({ directory, verb, snapshot, instances }, result) => {
        if (!givesVerdict(verb)) return;
        const options = { project, snapshot, cwd };
        const own = { verdicts: mergeVerdicts([], result, options), attempts: [] };
        const links = { folder: '.', hasJunit: await pathExists(runFolder(directory).junit) };
        const badges = collectBadges(own.verdicts, project);
        await drawPictures(ownFolder({ base: directory }), badges);
        const page = { project: name, instances, remembered: own, links: new Map([[result.runId, links]]) };
        await writePage(directory, page, badges);
        await newest.update(
          (earlier) => remember(earlier, result, options),
          async (remembered) => {
            const now = Date.parse(result.startedAt) + result.durationMs;
            const known = collectBadges(remembered.verdicts, project, { maxAgeMs: await maxAgeMs?.(), now });
            const others = collectUnknown(project, known);
            await drawBadges({ folders, badges: known, others, isBelowNights: true, now });
            const kept = await findRuns(remembered.verdicts, folders);
            await writePage(folders.base, { project: name, instances: project, remembered, links: kept }, known);
          },
        );
      }),
    ];
  },
};

async function writePage(directory: string, page: Omit<ProjectPage, 'more'>, badges: readonly Badge[]): Promise<void> {
  const { verdicts } = page.remembered;
  if (verdicts.length === 0) return;
  const more = badges.length === 0 ? [] : [html`<h2>Formulas by platform</h2>`, renderBadgeTable(badges, verdicts)];
  await writeReport(join(directory, 'index.html'), renderProjectPage({ ...page, more }));
}

/** Runs that verdicts come from and that are still there. */
async function findRuns(
  verdicts: readonly InstanceVerdict[],
  folders: ProjectFolders,
): Promise<ReadonlyMap<string, RunLinks>> {
  const ids = [...new Set(verdicts.map(({ runId }) => runId))];
  const found = await Promise.all(
    ids.map(async (id) => {
      const { directory, junit } = folders.run(id);
      const [isThere, hasJunit] = await Promise.all([pathExists(directory), pathExists(junit)]);
      return isThere ? [[id, { folder: relative(folders.base, directory), hasJunit }] as const] : [];
    }),
  );
  return new Map(found.flat());
}
