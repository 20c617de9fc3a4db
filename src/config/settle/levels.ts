import { fixedLayer, type Layer } from '../layer.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** The places where a setting of one suite on one platform may be said. */
export interface Levels {
  readonly defaults: Layer;
  /** What is known of the platform without anybody saying it. */
  readonly builtIn: Layer;
  readonly project: Layer;
  /** What the project says of the platform. */
  readonly platform: Layer;
  /** The suite file; nothing where the suites stand in the project file itself. */
  readonly file: readonly Layer[];
  readonly suite: Layer;
  /** Project, suite file and suite: who may speak of a test, lowest first. */
  readonly test: readonly Layer[];
}

export function stackLevels(from: Pick<Levels, 'builtIn' | 'project' | 'platform' | 'file' | 'suite'>): Levels {
  const { project, file, suite } = from;
  return { ...from, defaults: fixedLayer(DEFAULTS, 'default'), test: [project, ...file, suite] };
}
