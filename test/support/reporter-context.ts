import type { Reporter, RunEvent } from '../../src/contract/events.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import type { ReporterContext } from '../../src/contract/reporter.ts';
import { verdictFile } from '../../src/store/files/verdict-file.ts';
import { makeDemoRun } from '../unit/report/demo-run.ts';

/** What reporters of a project get whose folder is `base`. */
export function reporterContext(base: string, change: Partial<ReporterContext> = {}): ReporterContext {
  const folders = projectFolders(base);
  return {
    project: 'fleet',
    cwd: '/srv/fleet',
    environment: {},
    order: () => undefined,
    folders,
    instances: makeDemoRun()[0].instances,
    verdicts: verdictFile(folders),
    ...change,
  };
}

/** The demo run as it would be told by a project in `base`, with its own folder below `runs/`. */
export function demoRunIn(base: string, verb = 'test'): readonly RunEvent[] {
  const [started, ...events] = makeDemoRun();
  return [{ ...started, verb, directory: projectFolders(base).run(started.runId).directory }, ...events];
}

/** Tells it all, and closes. */
export async function play(reporters: readonly Reporter[], events: readonly RunEvent[]): Promise<void> {
  for (const event of events) for (const reporter of reporters) reporter.on(event);
  for (const reporter of reporters) await reporter.close?.();
}
