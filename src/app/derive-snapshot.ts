import { resolve } from 'node:path';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { TellStep } from '../contract/snapshot-step.ts';
import type { Derivation } from '../snapshot/derive/derive-snapshot.ts';
import { holdsInForce, type HoldRule } from '../snapshot/derive/hold-limit.ts';
import { findHolds } from './gate/find-holds.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { noRoot, openRoot } from './open-root.ts';
import type { Services } from './services.ts';
import { deriveContext } from './solve/derive-context.ts';
import { deriveSolved } from './solve/derive-solved.ts';
import type { SolverWish } from './solve/solver-wish.ts';

export interface DeriveOptions extends ProjectOptions {
  /** What the new id ends in. */
  readonly label: string;
  /** Further holds: `NAME=EVR`, or `NAME` for what is to be away. */
  readonly holds: readonly string[];
  /** RPMs, or folders of them. */
  readonly overlays: readonly string[];
  /** `SNAPSHOT:PACKAGE` */
  readonly picks: readonly string[];
  /** Member that given packages go to. Default: see `OverlayWish`. */
  readonly member?: string;
  readonly isReplacing: boolean;
  readonly allowBroken: boolean;
  readonly isDryRun: boolean;
  /** Default: images, and this machine where one of them cannot be asked. */
  readonly solver?: SolverWish;
  readonly progress: TellStep;
}

/**
 * Makes a snapshot from another: with the holds beside the policy that are in force, those that are named, and packages that
 * are given. Throws what `deriveSnapshot` throws, `POLICY_INVALID`, and `USAGE` where nothing is to be changed.
 */
export async function deriveFrom(services: Services, from: string, options: DeriveOptions): Promise<Derivation> {
  const project = await loadProjectFor(services, options);
  const path = project.snapshots?.root;
  if (path === undefined) throw noRoot();
  const root = await openRoot(services, project);
  const now = new Date(services.now());
  const rules = [
    ...holdsInForce(await findHolds(project.gateFile, services.cwd), now),
    ...options.holds.map(readHoldFlag),
  ];
  const { label, overlays, picks, member, isReplacing, allowBroken, isDryRun, solver, progress } = options;
  if (rules.length + overlays.length + picks.length === 0) throw nothingToChange(project);
  return await deriveSolved(
    services,
    { project, root, ...(solver === undefined ? {} : { solver }) },
    {
      from,
      label,
      rules,
      overlay: overlays.map((one) => resolve(services.cwd, one)),
      picks: picks.map(readPick),
      member,
      isReplacing,
      allowBroken,
      isDryRun,
    },
    deriveContext(services, { project, path, root, now, progress }),
  );
}

/** `chrony=4.5-1.el9`; a name alone holds every version back. */
function readHoldFlag(text: string): HoldRule {
  const [, name, most] = /^([^=\s]+)(?:=(\S+))?$/.exec(text) ?? [];
  if (name !== undefined) return { name: text, package: name, most };
  throw new SalternError('USAGE', `'${text}' is no hold`, {
    hint: "Write NAME=VERSION, such as 'chrony=4.5-1.el9', or NAME for what is to be away.",
  });
}

function readPick(text: string): { readonly snapshot: string; readonly pattern: string } {
  const colon = text.indexOf(':');
  if (colon > 0 && colon < text.length - 1) return { snapshot: text.slice(0, colon), pattern: text.slice(colon + 1) };
  throw new SalternError('USAGE', `'${text}' names no package of a snapshot`, {
    hint: "Write SNAPSHOT:PACKAGE, such as 'latest:openssl*'.",
  });
}

function nothingToChange({ gateFile }: Project): SalternError {
  return new SalternError('USAGE', 'Nothing is to be changed: no hold is in force, and no package is given', {
    hint: `Give '--hold', '--add' or '--add-from'; or write holds beside '${gateFile}'.`,
  });
}
