import type { Project } from '../../config/project.ts';
import { DEFAULTS } from '../../config/schema/defaults.ts';
import { SalternError } from '../../contract/errors.ts';
import { readProject, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';

/** Names of the variables that lead to the farm, and of the key that signs. */
export interface FarmVariables {
  readonly farm: Pick<Project['farm'], 'urlEnv' | 'keyEnv'>;
  readonly signing: Project['signing'];
}

/** As the project here says; workers need none, and where there is none, they are the usual ones. */
export async function findFarm(services: Services, options: ProjectOptions): Promise<FarmVariables> {
  try {
    return await readProject(services, options);
  } catch (error) {
    const isNone = error instanceof SalternError && error.code === 'CONFIG_NOT_FOUND';
    if (!isNone || options.project !== undefined) throw error;
    const { farm, signing } = DEFAULTS;
    return { farm: { urlEnv: farm['url-env'], keyEnv: farm['key-env'] }, signing: { keyEnv: signing['key-env'] } };
  }
}
