import { join } from 'node:path';

/** Where a project keeps what it knows; absolute paths, made by who writes there. */
export interface ProjectFolders {
  /** `.saltern` beside the project file, unless `reports: directory` says otherwise. */
  readonly base: string;
  /** State files of instances. */
  readonly instances: string;
  readonly locks: string;
  readonly evidence: string;
  readonly runs: string;
  /** A link to the newest run: a path that stays, for CI. */
  readonly latest: string;
  run(id: string): string;
}

/** The only place that knows what is where in a project's own folder. */
export function projectFolders(base: string): ProjectFolders {
  const runs = join(base, 'runs');
  return {
    base,
    instances: join(base, 'instances'),
    locks: join(base, 'locks'),
    evidence: join(base, 'evidence'),
    runs,
    latest: join(base, 'latest'),
    run: (id) => join(runs, id),
  };
}
