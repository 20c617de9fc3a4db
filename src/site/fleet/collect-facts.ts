import { printableJson } from '../../base/json/printable-json.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { standingOf } from '../../contract/standing.ts';
import { linksFrom, type KnownPages } from '../frame/site-links.ts';
import { answerFleet } from './answer-fleet.ts';

interface FactsOptions {
  readonly known: KnownPages;
  readonly edition: string;
  readonly recent: ReadonlySet<string>;
}

/** The first page for programs, as JSON; addresses count from the site's folder. Pure. */
export function collectFacts(view: FleetView, { known, edition, recent }: FactsOptions): string {
  const links = linksFrom(sitePaths.facts, known);
  const { word, text, notes } = answerFleet(view);
  const [newest] = view.nights;
  const facts = {
    version: 1,
    project: view.project,
    at: view.at,
    answer: { word, text, notes },
    night: newest && { ...newest, page: links.night(newest.night) },
    channels: view.channels,
    lastGood: view.lastGood,
    instances: view.instances.map(({ name, formula, suite, platform, latest, redSince, lastPass, flakeRate }) => ({
      name,
      formula,
      suite,
      platform,
      standing: standingOf(latest),
      reason: latest?.reason,
      redSince: redSince?.startedAt,
      lastPass: lastPass?.startedAt,
      flakeRate,
      page: latest && links.result(latest),
    })),
    // For whoever writes the site next: what need not be written again.
    pages: { edition, recent: [...recent] },
  };
  return `${printableJson(facts, 1)}\n`;
}
