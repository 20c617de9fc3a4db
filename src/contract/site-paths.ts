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
  /** Folder of the attempts of a run, and that of their files. */
  resultsOf: (runId: string) => `results/${toFileName(runId)}`,
  filesOf: (runId: string) => `files/${toFileName(runId)}`,
  /** A file that a run left of an instance, its log say, as a copy that is read as text. */
  file: (runId: string, name: string) => `files/${toFileName(runId)}/${toFileName(name)}`,
  snapshot: (id: string) => `snapshots/${toFileName(id)}.html`,
} as const;
