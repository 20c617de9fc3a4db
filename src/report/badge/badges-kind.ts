import { join, relative } from 'node:path';
import pLimit from 'p-limit';
import { pathExists } from '../../base/files/path-exists.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import { runFolder, type ProjectFolders } from '../../contract/project-folders.ts';
import type { InstanceVerdict, Remembered } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { removeReport, writeReport } from '../write-report.ts';
import { collectBadges, collectUnknown, type Badge } from './collect-badges.ts';
import { mergeVerdicts } from '../memory/merge-verdicts.ts';
import { remember } from '../memory/memory-kind.ts';
import { renderProjectPage, type ProjectPage } from '../page/render-project-page.ts';
import type { RunLinks } from '../page/run-links.ts';
import { renderBadge } from './render-badge.ts';
import { renderBadgeTable } from './render-badge-table.ts';
import { html } from '../../base/page/html.ts';

/** Badges written side by side: each waits until it is on disk, and a disk takes several in one go. */
const AT_ONCE = 16;

/**
 * `badges/<formula>.svg`, `badges/<formula>-<platform>.svg` and `index.html`: in the run's folder for this run alone, in
 * the project's for the newest verdict on each instance, whichever run gave it. `close` throws `INTERNAL`, `NO_SPACE` or
 * `BUSY` when they cannot be written.
 */
export const badgesKind: ReporterKind = {
  open(_settings, { cwd, project: name, folders, instances: project, verdicts: newest }) {
    return [
      afterRun(async ({ directory, verb, snapshot, instances }, result) => {
        if (!givesVerdict(verb)) return;
        const options = { project, snapshot, cwd };
        const own = { verdicts: mergeVerdicts([], result, options), attempts: [] };
        const page = { project: name, badged: project };
        const links = { folder: '.', hasJunit: await pathExists(runFolder(directory).junit) };
        await writePages(directory, own, { ...page, instances, links: new Map([[result.runId, links]]) });
        await newest.update(
          (earlier) => remember(earlier, result, options),
          async (now) => {
            const kept = await findRuns(now.verdicts, folders);
            await writePages(folders.base, now, { ...page, instances: project, links: kept });
          },
        );
      }),
    ];
  },
};

interface Pages extends Pick<ProjectPage, 'project' | 'instances' | 'links'> {
  /** The instances that a badge has to cover to speak. */
  readonly badged: readonly InstanceSummary[];
}

async function writePages(directory: string, remembered: Remembered, pages: Pages): Promise<void> {
  const badges = collectBadges(remembered.verdicts, pages.badged);
  await writeBadges(join(directory, 'badges'), badges, pages.badged);
  if (remembered.verdicts.length === 0) return;
  const table = renderBadgeTable(badges, remembered.verdicts);
  const more = badges.length === 0 ? [] : [html`<h2>Formulas by platform</h2>`, table];
  await writeReport(join(directory, 'index.html'), renderProjectPage({ ...pages, remembered, more }));
}

/** Badges that were written before and of which nothing is known now, or which the project no longer has, are mended. */
async function writeBadges(
  folder: string,
  badges: readonly Badge[],
  project: readonly InstanceSummary[],
): Promise<void> {
  // What cannot be listed cannot be written either, which is told.
  const old = (await readFolder(folder).catch(() => [])).filter((name) => name.endsWith('.svg'));
  const unknown = collectUnknown(project, badges).filter(({ fileName }) => old.includes(fileName));
  const written = [...badges, ...unknown];
  const limit = pLimit(AT_ONCE);
  await allDone(written.map((badge) => limit(() => writeBadge(join(folder, badge.fileName), renderBadge(badge)))));
  const gone = old.filter((name) => !written.some(({ fileName }) => fileName === name));
  await allDone(gone.map((name) => limit(() => removeReport(join(folder, name)))));
}

/** Most of a fleet's are as they were: reading one is quick, and writing one waits for the disk. */
async function writeBadge(file: string, picture: string): Promise<void> {
  const before = await readText(file, MOST_BYTES.record).catch(() => undefined);
  if (before !== picture) await writeReport(file, picture);
}

/** Waits for all, so that nothing goes on behind a failure; throws the first one. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  const refused = (await Promise.allSettled(works)).find((one) => one.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
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
