import type { Project } from '../config/project.ts';
import type { DriverContext } from '../contract/driver.ts';
import type { App } from './app.ts';

/** A driver's context for verbs that are no run: nothing to show but trouble. */
export function makeContext(app: App, project: Pick<Project, 'identity'>): DriverContext {
  return {
    signal: app.signal,
    project: project.identity,
    runId: 'none',
    environment: app.environment,
    cacheDirectory: app.cacheDirectory,
    progress: () => undefined,
    output: () => undefined,
  };
}
