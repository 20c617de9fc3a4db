import type { InstanceStory, ResultRow, RunRow, RunStory } from '../contract/history.ts';
import { isBad } from '../contract/outcome.ts';
import { sitePaths } from '../contract/site-paths.ts';
import type { WaivedOf } from './find-waived.ts';
import type { KnownPages } from './frame/site-links.ts';
import type { SiteFile } from './site-part.ts';
import { listPackageChanges } from '../contract/list-package-changes.ts';
import { renderResultPage, type ResultPage } from './result/render-result-page.ts';
import { renderRunPage } from './run/render-run-page.ts';
import type { SiteSource } from './site-source.ts';

/** The pages of a run: of each attempt that has one, with copies of its files, and then its own. */
export async function renderRunPart(
  source: SiteSource,
  row: RunRow,
  { known, waivedOf }: { readonly known: KnownPages; readonly waivedOf: WaivedOf },
): Promise<readonly SiteFile[]> {
  const { project } = source.view;
  const run: RunStory = (await source.run(row.runId)) ?? { ...row, instances: [] };
  const files: SiteFile[] = [];
  for (const story of run.instances) {
    if (!known.hasResult(story)) continue;
    const page: ResultPage = { project, story, waived: waivedOf(story), ...(await findPast(source, story)) };
    for (const copy of page.files) files.push({ path: sitePaths.file(run.runId, copy.name), copy });
    files.push({ path: sitePaths.result(run.runId, story.name), text: renderResultPage(page, known) });
  }
  return [...files, { path: sitePaths.run(run.runId), text: renderRunPage({ project, run }, known) }];
}

async function findPast(
  source: SiteSource,
  story: InstanceStory,
): Promise<Omit<ResultPage, 'project' | 'story' | 'waived'>> {
  const files = await source.filesOf(story.runId, story.files);
  const isFirst = story.attempt === 1 && story.outcome === 'pass' && story.isFlaky !== true;
  // Of most it is known without asking that there is nothing to tell.
  if (isFirst) return { attempts: [], files };
  const rows = await source.results({ instance: story.name });
  const attempts = rows.filter((row) => isSameNight(row, story)).toReversed();
  if (!isBad(story)) return { attempts, files };
  const before = rows.filter((row) => isBefore(row, story) && row.outcome !== 'skip');
  const passAt = before.findIndex(({ outcome }) => outcome === 'pass');
  const lastPass = before[passAt];
  const redSince = before.slice(0, passAt === -1 ? undefined : passAt).at(-1);
  const changes = lastPass && (await findChanges(source, lastPass, story));
  return { attempts, files, lastPass, redSince, changes };
}

async function findChanges(source: SiteSource, before: ResultRow, after: ResultRow): Promise<ResultPage['changes']> {
  const [old, now] = [
    await source.packages(before.name, before.runId, before.snapshot?.id),
    await source.packages(after.name, after.runId, after.snapshot?.id),
  ];
  // One that did not get far enough has read back none.
  return old === undefined || now === undefined || now.length === 0 ? undefined : listPackageChanges(old, now);
}

function isSameNight(row: ResultRow, story: ResultRow): boolean {
  return row.runId === story.runId || (row.night !== undefined && row.night === story.night);
}

function isBefore(row: ResultRow, story: ResultRow): boolean {
  return row.runId !== story.runId && row.startedAt <= story.startedAt;
}
