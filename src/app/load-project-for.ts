import { delimiter } from 'node:path';
import { withinSignal } from '../base/wait/within-signal.ts';
import { loadProject } from '../config/load-project.ts';
import type { Project } from '../config/project.ts';
import { loadEntrySchemas } from '../contract/load-entry-schemas.ts';
import { TARGETS } from '../gate/targets/index.ts';
import { REPORTERS } from '../report/index.ts';
import { SOURCES } from '../snapshot/sources/index.ts';
import { findVerifier, VERIFIERS } from '../verify/index.ts';
import { redrawAged } from './redraw-aged.ts';
import type { Services } from './services.ts';

/** What a caller may say about the project instead of its files; text as it was typed. */
export interface ProjectOptions {
  /** Project file. Default: `saltern.yml` here or above. */
  readonly project?: string;
  /** Overlays besides `saltern.local.yml`, lowest first. */
  readonly overlay?: readonly string[];
  /** Whether `saltern.local.yml` counts, which is one machine's alone. Default true. */
  readonly isLocalRead?: boolean;
  readonly driver?: string;
  readonly salt?: string;
  readonly destroy?: string;
  readonly concurrency?: string;
  readonly snapshot?: string;
}

/**
 * Reads the project and its overlays, with flags and environment over them; badges that have become too old meanwhile are
 * drawn anew. Throws `ConfigError` with all problems.
 */
export async function loadProjectFor(services: Services, options: ProjectOptions): Promise<Project> {
  const loaded = await readProject(services, options);
  await redrawAged(services, loaded);
  return loaded;
}

/** The same without a look at badges: for a project that is not worked with. */
export async function readProject(services: Services, options: ProjectOptions): Promise<Project> {
  const { project, overlay = [], isLocalRead = true, driver, salt, destroy, concurrency, snapshot } = options;
  const loading = loadProject({
    cwd: services.cwd,
    ...(project === undefined ? {} : { file: project }),
    overlays: [...namedOverlays(services), ...overlay],
    isLocalRead,
    environment: services.environment,
    flags: { driver, salt, destroy, concurrency, snapshot },
    drivers: { names: services.driverNames, shown: services.shownDrivers, schema: services.driverSchema },
    verifiers: {
      names: Object.keys(VERIFIERS),
      schema: (name) => findVerifier(name).schema(),
      load: (name) => findVerifier(name).load(),
    },
    reporterSchemas: () => loadEntrySchemas(REPORTERS),
    hide: services.secrets.hide,
    sourceSchemas: () => loadEntrySchemas(SOURCES),
    targetSchemas: () => loadEntrySchemas(TARGETS),
  });
  // Nothing to clean up yet: whoever interrupts it need not wait for a drive that does not answer.
  return await withinSignal(loading, services.signal);
}

/** Paths in SALTERN_OVERLAY, separated as in PATH. */
function namedOverlays({ environment }: Services): readonly string[] {
  return (environment['SALTERN_OVERLAY'] ?? '').split(delimiter).filter((path) => path !== '');
}
