import type { Verifier } from '../../contract/verifier.ts';
import { checkDriverConfig } from './check-driver-config.ts';
import { at } from '../files/layer.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';
import type { ProjectInstance } from '../project.ts';
import type { OutsideSettings } from '../files/read-outside.ts';
import { settleDependencies, type FormulaSetting } from './settle-formulas.ts';
import { settleInstance } from './settle-instance.ts';
import type { PlatformSetting } from './settle-platforms.ts';
import { settlePillar, settleSuitePlatforms } from './settle-suite.ts';
import { settleVerify } from './settle-verify.ts';

export interface Around {
  readonly platforms: readonly PlatformSetting[];
  readonly outside: OutsideSettings;
  readonly options: {
    readonly driverNames: readonly string[];
    verifier(name: string): Promise<Verifier>;
  };
}

/** Every suite on every platform that it is for, in the order of the files. */
export async function settleInstances(files: LoadedFiles, around: Around): Promise<readonly ProjectInstance[]> {
  const perFormula = await Promise.all(files.formulas.map((formula) => settleSuites(formula, files, around)));
  const instances = perFormula.flat();
  complainAboutClashes(instances, files.loading);
  return instances;
}

async function settleSuites(
  formula: FormulaSetting,
  files: LoadedFiles,
  around: Around,
): Promise<readonly ProjectInstance[]> {
  const { loading, project, driverSchemas } = files;
  const dependencies = await settleDependencies(formula, files.formulas, loading);
  const trees = formula.own === undefined ? dependencies : [formula.own, ...dependencies];
  const perSuite = await Promise.all(
    formula.suites.map(async (suiteName) => {
      const suite = at(formula.layer, 'suites', suiteName);
      const file = formula.isProject ? undefined : formula.layer;
      const platforms = settleSuitePlatforms({ suite, file, name: suiteName }, around.platforms, loading);
      const verify = await settleVerify(suite, loading, around.options.verifier);
      const pillar = await settlePillar(suite, loading);
      const shared = {
        project,
        formula,
        suite,
        suiteName,
        outside: around.outside,
        trees,
        verify,
        pillar,
        driverSchemas,
      };
      return platforms.map((platform) => {
        const instance = settleInstance({ ...shared, platform }, loading);
        checkDriverConfig(instance, { platform, driverSchemas, driverNames: around.options.driverNames }, loading);
        return instance;
      });
    }),
  );
  return perSuite.flat();
}

function complainAboutClashes(instances: readonly ProjectInstance[], loading: Loading): void {
  const first = new Map<string, ProjectInstance>();
  for (const instance of instances) {
    const other = first.get(instance.name);
    first.set(instance.name, other ?? instance);
    // One formula in two files is complained about as such.
    if (other === undefined || other.formula === instance.formula) continue;
    const { file, line, column = 1 } = instance.place;
    const where = `${other.place.file}:${other.place.line}`;
    complainAt(
      loading,
      { file, line, column },
      `two instances are called '${instance.name}'; the other is suite '${other.suite}' at ${where}`,
    );
  }
}
