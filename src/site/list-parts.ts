import type { NightRecord } from '../contract/night.ts';
import { sitePaths } from '../contract/site-paths.ts';
import { renderFormulaPage } from './formula/render-formula-page.ts';
import { findWaived, listWaivedRuns } from './find-waived.ts';
import { PAGES_STYLE } from './frame/pages-style.ts';
import { collectFacts } from './fleet/collect-facts.ts';
import { renderFleetPage } from './fleet/render-fleet-page.ts';
import { renderHistoryPage } from './history/render-history-page.ts';
import { renderNightPage } from './night/render-night-page.ts';
import { preparePackages } from './prepare-packages.ts';
import { renderRunPart } from './render-run-part.ts';
import { snapshotParts } from './snapshot-parts.ts';
import { surveySite, type Survey } from './survey-site.ts';
import type { EarlierSite, SitePart } from './site-part.ts';
import type { SiteSource } from './site-source.ts';

/**
 * Every part of the site, in the order in which they are to be written: what leads somewhere comes after that. `night`:
 * the record of a night of which the history does not know all yet. `edition`: of whoever writes.
 */
export async function listParts(
  source: SiteSource,
  {
    night,
    earlier,
    edition,
  }: { readonly night?: NightRecord | undefined; readonly earlier: EarlierSite; readonly edition: string },
): Promise<readonly SitePart[]> {
  const survey = await surveySite(source, earlier);
  const { view } = source;
  const { known } = survey;
  const nightOf = async (id: string) => (night?.night === id ? night : await source.night(id));
  const [newest] = view.nights;
  const record = newest && (await nightOf(newest.night));
  const page = (path: string, render: () => string | Promise<string>): SitePart => ({
    path,
    isSettled: false,
    render: async () => [{ path, text: await render() }],
  });
  return [
    page(sitePaths.style, () => PAGES_STYLE),
    ...runParts(source, { survey, nightOf, newest: record }),
    ...nightParts(source, survey, nightOf),
    ...(await snapshotParts(source, { survey, nightOf })),
    ...[...known.formulas].map((formula) =>
      page(sitePaths.formula(formula), () => renderFormulaPage(formula, view, known)),
    ),
    page(sitePaths.history, () => renderHistoryPage(view, known)),
    page(sitePaths.fleet, async () => {
      return renderFleetPage({ view, night: record, packagesOf: await preparePackages(source) }, known);
    }),
    page(sitePaths.facts, () => collectFacts(view, { known, edition, recent: survey.recent })),
  ];
}

interface RunParts {
  readonly survey: Survey;
  readonly nightOf: (id: string) => Promise<NightRecord | undefined>;
  /** The newest night, whole. */
  readonly newest: NightRecord | undefined;
}

/** A run's pages say what the gate let pass of it: in its own night, and in the newest, which may be a later one. */
function runParts(source: SiteSource, { survey, nightOf, newest }: RunParts): readonly SitePart[] {
  const waivedRuns = listWaivedRuns(newest);
  return survey.runs.map((run) => ({
    path: sitePaths.run(run.runId),
    folders: [sitePaths.resultsOf(run.runId), sitePaths.filesOf(run.runId)],
    isSettled: survey.isSettledRun(run) && !waivedRuns.has(run.runId),
    async render() {
      const isOther = run.night !== undefined && run.night !== newest?.night;
      const own = isOther ? await nightOf(run.night) : undefined;
      return renderRunPart(source, run, { known: survey.known, waivedOf: findWaived([newest, own]) });
    },
  }));
}

function nightParts(
  { view }: SiteSource,
  survey: Survey,
  nightOf: (id: string) => Promise<NightRecord | undefined>,
): readonly SitePart[] {
  return view.nights.map((summary): SitePart => {
    const path = sitePaths.night(summary.night);
    return {
      path,
      isSettled: survey.isSettledNight(summary),
      async render() {
        const record = (await nightOf(summary.night)) ?? { ...summary, runs: [], instances: [], told: [] };
        return [{ path, text: renderNightPage({ night: record, at: view.at }, survey.known) }];
      },
    };
  });
}
