import { isAbsolute, resolve } from 'node:path';
import { ActionError } from './action-error.ts';
import { splitWords } from './split-words.ts';

/**
 * When the step fails. `error`: something failed (exit code 1), or could not be found out (3), which is no pass either.
 * `fail`: only at 1; at 3 there is a warning. `never`: neither; look at the output `outcome`. Wrong use (2) and an
 * interruption (130) fail always.
 */
export type FailOn = 'error' | 'fail' | 'never';

/** What a workflow asks for. */
export interface Inputs {
  /** The verb, with its own words: `['gate', 'check']`; empty: saltern is only set up. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** A ref, `auto`, or undefined: everything. */
  readonly changed: string | undefined;
  readonly driver: string | undefined;
  readonly snapshot: string | undefined;
  /** Absolute. */
  readonly directory: string;
  readonly failOn: FailOn;
  /** A version of the registry, a path, or undefined: that of the action. */
  readonly version: string | undefined;
  readonly isCaching: boolean;
  /** What results are called that are uploaded. */
  readonly artifactName: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the step was given, all of it in `INPUTS` as JSON. Pure. Throws `ActionError` for what is not understood. */
export function readInputs(environment: Environment): Inputs {
  const given = JSON.parse(environment['INPUTS'] || '{}') as Readonly<Record<string, unknown>>;
  const of = (name: string): string | undefined => String(given[name] ?? '').trim() || undefined;
  const workspace = environment['GITHUB_WORKSPACE'] ?? '/';
  return {
    command: splitWords(of('command') ?? ''),
    args: splitWords(of('args') ?? ''),
    changed: readRef(of('changed')),
    driver: of('driver'),
    snapshot: of('snapshot'),
    directory: resolve(workspace, of('working-directory') ?? '.'),
    failOn: readFailOn(of('fail-on') ?? 'error'),
    version: readVersion(of('version'), workspace),
    isCaching: readSwitch('cache', of('cache') ?? 'true'),
    artifactName: of('artifact-name') ?? 'saltern',
  };
}

function readFailOn(text: string): FailOn {
  if (text === 'error' || text === 'fail' || text === 'never') return text;
  throw new ActionError(`'fail-on' is '${text}'; it may be error, fail or never`);
}

function readSwitch(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ActionError(`'${name}' is '${text}'; it may be true or false`);
}

/** Git itself takes no ref that begins so, and nobody should be able to hand it options. */
function readRef(text: string | undefined): string | undefined {
  if (text?.startsWith('-')) throw new ActionError(`'changed' is '${text}', which is no ref`);
  return text;
}

/** npm takes addresses, folders and repositories for a version as well: what runs here is saltern of the registry. */
function readVersion(text: string | undefined, workspace: string): string | undefined {
  if (text === undefined || isAbsolute(text)) return text;
  if (text.startsWith('.')) return resolve(workspace, text);
  if (/^[\w^~][\w^~.+-]*$/.test(text)) return text;
  throw new ActionError(`'version' is '${text}', which is neither a version nor a path that begins with ./ or /`);
}
