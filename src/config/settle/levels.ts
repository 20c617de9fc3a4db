import { fixedLayer, type Layer } from '../layer.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** The layers that may hold a setting of one suite on one platform. */
export interface Levels {
  readonly defaults: Layer;
  /** What saltern itself knows of the platform. */
  readonly builtIn: Layer;
  readonly project: Layer;
  /** What the project says of the platform. */
  readonly platform: Layer;
  /** The suite file; empty where the suites stand in the project file itself. */
  readonly file: readonly Layer[];
  readonly suite: Layer;
  /** Project, suite file and suite, lowest first: the levels that say how a suite is tested. */
  readonly test: readonly Layer[];
}

export function stackLevels(from: Pick<Levels, 'builtIn' | 'project' | 'platform' | 'file' | 'suite'>): Levels {
  const { project, file, suite } = from;
  return { ...from, defaults: fixedLayer(DEFAULTS, 'default'), test: [project, ...file, suite] };
}
