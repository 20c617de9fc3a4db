import { join } from 'node:path';
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

/** Where the project keeps what it knows: state files, locks, runs, evidence. */
export function describeFolders(project: Pick<Project, 'reportsDirectory'>) {
  const base = project.reportsDirectory;
  return {
    base,
    instances: join(base, 'instances'),
    locks: join(base, 'locks'),
    runs: join(base, 'runs'),
    evidence: join(base, 'evidence'),
  } as const;
}
