import { type DeriveOptions, deriveFrom } from '../../app/derive-snapshot.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import type { SolverWish } from '../../app/solve/solver-wish.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { describeInstallCheck } from '../../contract/describe-install-check.ts';
import { SalternError } from '../../contract/errors.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import type { Command } from '../answer.ts';
import { renderDiffTable } from '../render-comparison.ts';
import { tellSnapshot } from '../tell-snapshot.ts';

export interface DeriveFlags extends ProjectOptions {
  readonly label?: string;
  readonly hold?: readonly string[];
  readonly add?: readonly string[];
  readonly addFrom?: readonly string[];
  readonly member?: string;
  readonly replace?: boolean;
  readonly allowBroken?: boolean;
  readonly dryRun?: boolean;
  readonly solver?: SolverWish;
}

type Derived = Awaited<ReturnType<typeof deriveFrom>>;

/** Makes a snapshot from another, or shows what it would be; exit 1 where something could not be installed. */
export const derive: Command<DeriveFlags, [from: string]> = async (app, flags, from) => {
  const derived = await deriveFrom(app, from, { ...flags, ...readFlags(flags), progress: tellSnapshot(app) });
  const { kind, snapshot, diff, bytes, solved, checks, notes } = derived;
  const isBroken = (solved?.broken.length ?? 0) > 0 && flags.allowBroken !== true && kind !== 'there';
  return {
    exitCode: isBroken ? 1 : 0,
    data: {
      kind,
      id: snapshot.id,
      digest: snapshot.digest,
      from: diff.from,
      bytes,
      changes: diff.changes,
      content: diff.content,
      broken: solved?.broken ?? null,
      solver: checks,
      notes,
    },
    lines: [headLine(derived), ...describeChange(derived), ...describeBroken(solved), ...describeChecks(derived)],
    talk: notes,
  };
};

function readFlags(flags: DeriveFlags): Omit<DeriveOptions, keyof ProjectOptions | 'progress' | 'member' | 'solver'> {
  const { label, hold = [], add = [], addFrom = [], replace = false, allowBroken = false, dryRun = false } = flags;
  if (label === undefined) {
    throw new SalternError('USAGE', 'The new snapshot needs a label', {
      hint: "Say '--label hold-chrony', for example: it is put behind the id of the parent.",
    });
  }
  return { label, holds: hold, overlays: add, picks: addFrom, isReplacing: replace, allowBroken, isDryRun: dryRun };
}

function headLine({ kind, snapshot: { id, digest }, diff }: Derived): string {
  const about = `${id}  from ${diff.from.id}  ${digest.slice(0, 19)}…`;
  switch (kind) {
    case 'made':
      return `created ${about}`;
    case 'there':
      return `already there: ${about}`;
    case 'same':
      return `nothing changes in ${id}, so it is as good: no snapshot was made`;
    case 'preview':
      return `would create ${about}`;
    case 'refused':
      return `not created: ${about}`;
    default:
      return kind satisfies never;
  }
}

function describeChange({ kind, diff, bytes }: Derived): readonly string[] {
  if (kind === 'same') return [];
  return [`${countChanges(diff.changes)}; ${formatBytes(bytes)} beside what is there`, '', ...renderDiffTable(diff)];
}

function describeBroken(solved: Derived['solved']): readonly string[] {
  if (solved === undefined) return [];
  const asked = `${solved.looked} ${solved.looked === 1 ? 'package was' : 'packages were'} tried by the solver`;
  if (solved.broken.length === 0) return ['', `${asked}: each can be installed`];
  const rows = solved.broken.flatMap(({ member, package: name, reasons, ...how }) => [
    `${member}: ${name} ${describeBreak(how)}`,
    ...reasons.map((reason) => `  ${reason}`),
  ]);
  return ['', `${asked}: ${solved.broken.length} cannot be installed`, ...rows];
}

function describeBreak({
  isNew,
  beside,
}: Pick<NonNullable<Derived['solved']>['broken'][number], 'isNew' | 'beside'>): string {
  if (beside !== undefined) return `cannot be installed in ${beside}, beside what its image has`;
  return isNew ? 'cannot be installed' : 'cannot be installed any more';
}

/** Whose word it is. */
function describeChecks({ kind, checks }: Derived): readonly string[] {
  return [...(kind === 'there' ? [''] : []), ...checks.map((check) => `solver: ${describeInstallCheck(check)}`)];
}
