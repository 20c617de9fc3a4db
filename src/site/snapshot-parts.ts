import type { NightRecord, PackageChanges } from '../contract/night.ts';
import { sitePaths } from '../contract/site-paths.ts';
import type { SitePart } from './site-part.ts';
import { renderSnapshotPage } from './snapshot/render-snapshot-page.ts';
import type { SiteSource } from './site-source.ts';
import type { Survey } from './survey-site.ts';

interface SnapshotOptions {
  readonly survey: Survey;
  readonly nightOf: (id: string) => Promise<NightRecord | undefined>;
}

/**
 * A page for each snapshot that anything leads to. What changed to it is what the first night with it said; what no night
 * tested, and was derived, is told from what it was made from.
 */
export async function snapshotParts(
  source: SiteSource,
  { survey, nightOf }: SnapshotOptions,
): Promise<readonly SitePart[]> {
  const { view } = source;
  const summaries = new Map((await source.snapshots()).map((one) => [one.id, one]));
  const newest = view.nights[0]?.snapshot?.id;
  return [...survey.known.snapshots].map((id): SitePart => {
    const path = sitePaths.snapshot(id);
    const summary = summaries.get(id);
    const taint = view.taints?.find(({ digest }) => digest === summary?.digest);
    const nights = view.nights.filter(({ snapshot }) => snapshot?.id === id);
    return {
      path,
      isSettled: id !== newest && taint === undefined && nights.length > 0,
      async render() {
        const first = nights.at(-1);
        const told = first && pickChanges((await nightOf(first.night))?.changes, id);
        const parent = summary?.derivedFrom;
        const isKept = parent !== undefined && summaries.get(parent.id)?.digest === parent.digest;
        const changes = told ?? (isKept ? await source.changes(parent.id, id) : undefined);
        const page = { project: view.project, id, summary, changes, taint, nights, at: view.at };
        return [{ path, text: renderSnapshotPage(page, survey.known) }];
      },
    };
  });
}

/** Of a snapshot that is where the channel was already, nothing changed since. */
function pickChanges(changes: NightRecord['changes'], id: string): PackageChanges | undefined {
  const since = changes?.sinceNight ?? changes?.sinceChannel;
  return since?.from === id ? undefined : since;
}
