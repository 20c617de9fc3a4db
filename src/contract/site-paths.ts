import { toFileName } from '../base/text/file-name.ts';

/**
 * Where pages are below the site's folder, with `/` between: paths that stay, for links from mails, badges and cards.
 * Pure.
 */
export const sitePaths = {
  /** The fleet as it is now. */
  fleet: 'index.html',
  /** Formulas by nights. */
  history: 'history.html',
  style: 'style.css',
  /** Feed for programs: the same facts as the fleet's page. */
  facts: 'fleet.json',
  formula: (formula: string) => `formulas/${toFileName(formula)}.html`,
  night: (night: string) => `nights/${toFileName(night)}.html`,
  run: (runId: string) => `runs/${toFileName(runId)}.html`,
  /** One attempt at an instance. */
  result: (runId: string, instance: string) => `results/${toFileName(runId)}/${toFileName(instance)}.html`,
  snapshot: (id: string) => `snapshots/${toFileName(id)}.html`,
} as const;
