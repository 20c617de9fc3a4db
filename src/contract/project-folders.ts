import { join } from 'node:path';
import { toFileName } from '../base/text/file-name.ts';

/** What is in the folder of one run, `.saltern/runs/ID`. All paths are absolute where the folder's is. */
export interface RunFolder {
  readonly directory: string;
  /** The run in short: what was tested, and what came of it. */
  readonly record: string;
  /** The run's own story, one event a line, without raw output and progress. */
  readonly events: string;
  readonly junit: string;
  /** What went wrong as SARIF, and as GitLab's report of code quality. */
  readonly sarif: string;
  readonly codeQuality: string;
  /** The run as history keeps it, whole: from it a lost history is filled in again. */
  readonly story: string;
  /** Locked as long as the run is under way. */
  readonly lock: string;
  /** Folder of the instances' logs, and of what a driver keeps of one that did not pass: a console, a picture. */
  readonly logs: string;
  /** An instance's log for people. */
  log(instance: string): string;
  /** Every event of an instance, one a line. */
  ndjson(instance: string): string;
}

/** Where a project keeps what it knows: all that is in `.saltern/`. */
export interface ProjectFolders {
  /** `.saltern` itself, or what `reports: { directory: … }` says; badges and their page are in it. */
  readonly base: string;
  /** State files of instances. */
  readonly instances: string;
  readonly locks: string;
  /** Who is in which instance now, a file for each. */
  readonly sessions: string;
  readonly runs: string;
  /** Link to the folder of the newest run. */
  readonly latest: string;
  readonly evidence: string;
  /** File with the newest verdict on every instance, and the attempts that came to none. */
  readonly badges: string;
  /** What the badges say that were drawn, and until when: so that whoever comes later draws those anew that are too old. */
  readonly drawn: string;
  /** Report of the last run that gave verdicts. */
  readonly junit: string;
  /** What went wrong in that run, as SARIF, and as GitLab's report of code quality. */
  readonly sarif: string;
  readonly codeQuality: string;
  run(id: string): RunFolder;
  /** Folder of nights, a file for each. */
  readonly nights: string;
  /** The record of a night. */
  night(id: string): string;
  /** When a nightly last found that there was nothing to do. */
  readonly looked: string;
  /** The history that can be searched, where the project names no other. */
  readonly history: string;
  /** Pages for people, where the project names no other folder. */
  readonly site: string;
  /** What was told to whom, and what is still to be told. */
  readonly told: string;
}

const SARIF = 'saltern.sarif';
/** As GitLab's own documentation calls it. */
const CODE_QUALITY = 'gl-code-quality-report.json';

/** The one place that knows the layout. Pure. */
export function projectFolders(base: string): ProjectFolders {
  const runs = join(base, 'runs');
  return {
    base,
    instances: join(base, 'instances'),
    locks: join(base, 'locks'),
    sessions: join(base, 'sessions'),
    runs,
    latest: join(base, 'latest'),
    evidence: join(base, 'evidence'),
    badges: join(base, 'badges.json'),
    drawn: join(base, 'badges-drawn.ndjson'),
    junit: join(base, 'junit.xml'),
    sarif: join(base, SARIF),
    codeQuality: join(base, CODE_QUALITY),
    run: (id) => runFolder(join(runs, id)),
    nights: join(base, 'nights'),
    night: (id) => join(base, 'nights', `${id}.json`),
    looked: join(base, 'looked.json'),
    history: join(base, 'history.db'),
    site: join(base, 'site'),
    told: join(base, 'told.json'),
  };
}

/** The layout of one run, where only its folder is known. Pure. */
export function runFolder(directory: string): RunFolder {
  const logs = join(directory, 'log');
  return {
    directory,
    record: join(directory, 'run.json'),
    events: join(directory, 'events.ndjson'),
    junit: join(directory, 'junit.xml'),
    sarif: join(directory, SARIF),
    codeQuality: join(directory, CODE_QUALITY),
    story: join(directory, 'story.json'),
    lock: join(directory, 'lock'),
    logs,
    log: (instance) => join(logs, `${toFileName(instance)}.log`),
    ndjson: (instance) => join(logs, `${toFileName(instance)}.ndjson`),
  };
}
