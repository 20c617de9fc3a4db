import { delimiter, join, resolve } from 'node:path';
import { pathExists } from '../../base/files/path-exists.ts';
import { isAtOrBelow } from '../../plan/changed/part.ts';
import type { Project } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import { readProject, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import type { Survey } from './survey-project.ts';

/** The project as it was; undefined: there was none. `why`: it was one that cannot be read, in a sentence. */
export type Base = { readonly project: Project | undefined } | { readonly why: string };

/** Reads the project in a checkout of an earlier commit, with the same flags, environment and overlays. Throws the signal's reason. */
export async function loadBase(
  services: Services,
  options: ProjectOptions,
  { head, top }: { readonly head: Survey; readonly top: string },
): Promise<Base> {
  const file = (await head.paths.placesOf(head.project.file)).end;
  const project = file === undefined ? undefined : join(top, file);
  if (project === undefined || !(await pathExists(project))) return { project: undefined };
  const named = (services.environment['SALTERN_OVERLAY'] ?? '').split(delimiter).filter((path) => path !== '');
  const overlay: string[] = [];
  for (const path of [...named, ...(options.overlay ?? [])]) {
    const then = await findThen(resolve(services.cwd, path), head, top);
    if (then !== undefined) overlay.push(then);
  }
  const { SALTERN_OVERLAY: _, ...environment } = services.environment;
  try {
    return { project: await readProject({ ...services, cwd: top, environment }, { ...options, project, overlay }) };
  } catch (error) {
    if (!(error instanceof SalternError) || services.signal.aborted) throw error;
    return { why: error.message.split('\n')[0] ?? '' };
  }
}

/** An overlay of the repository as it was; undefined where there was none. Any other is as it is. */
async function findThen(path: string, { paths }: Survey, top: string): Promise<string | undefined> {
  const { end } = await paths.placesOf(path);
  if (end === undefined || !isAtOrBelow(path, paths.top)) return path;
  const then = join(top, end);
  return (await pathExists(then)) ? then : undefined;
}
