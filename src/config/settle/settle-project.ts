import type { LoadedFiles } from '../files/load-files.ts';
import type { OutsideSettings } from '../files/read-outside.ts';
import type { ProjectInstance } from '../project.ts';
import { settleFormulas, type FormulaSetting } from './settle-formulas.ts';
import { settleInstance } from './settle-instance.ts';
import { settlePlatforms, type SettledPlatforms } from './settle-platforms.ts';
import { settleSource, type SourceSetting } from './settle-source.ts';
import { settleSuites, type SuiteSetting } from './settle-suites.ts';

/** Everything that was read, settled; whether it makes sense is for the rules to say. */
export interface SettledProject extends SettledPlatforms {
  readonly files: LoadedFiles;
  readonly outside: OutsideSettings;
  readonly formulas: readonly FormulaSetting[];
  readonly suites: readonly SuiteSetting[];
  readonly source: SourceSetting;
  /** Every suite on every platform that it is for, in the order of the files. */
  readonly instances: readonly ProjectInstance[];
}

/** Decides every value: where each formula is, which suite runs on which platform, and what holds for it there. */
export async function settleProject(files: LoadedFiles, outside: OutsideSettings): Promise<SettledProject> {
  const settled = settlePlatforms(files);
  const formulas = await settleFormulas(files);
  const suites = formulas.flatMap((formula) => settleSuites(formula, settled.platforms));
  const shared = { file: files.file, project: files.project, outside, driverSchemas: files.drivers.schemas };
  const instances = suites.flatMap((suite) =>
    suite.platforms.map((platform) => settleInstance(suite, platform, shared)),
  );
  return { files, outside, ...settled, formulas, suites, source: settleSource(files), instances };
}
