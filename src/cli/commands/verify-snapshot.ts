import { type VerifiedSnapshot, verifySnapshots } from '../../app/verify-snapshots.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';

export interface VerifyFlags extends ProjectOptions {
  readonly all?: boolean;
  readonly full?: boolean;
}

type Finding = VerifiedSnapshot['findings'][number];

/** Files of one kind of trouble that are named; of thousands nobody reads all. */
const MOST_NAMED = 10;

/** Checks one snapshot or all: bytes, and signatures where the project names keys; exit 1 where something is wrong. */
export const verify: Command<VerifyFlags, [reference?: string]> = async (app, flags, reference) => {
  const { all = false, full = false } = flags;
  if (all && reference !== undefined)
    throw new SalternError('USAGE', "'--all' and the name of a snapshot cannot go together");
  const verified = await verifySnapshots(app, reference, { ...flags, all, depth: full ? 'full' : 'changed' });
  const isWhole = verified.every(({ damage, findings }) => damage === undefined && findings.length === 0);
  return {
    exitCode: isWhole ? 0 : 1,
    data: verified.map(({ damage = null, ...rest }) => ({ ...rest, damage })),
    lines: verified.length === 0 ? ['there is no snapshot'] : verified.flatMap(describe),
  };
};

function describe({ id, damage, findings, unchecked }: VerifiedSnapshot): readonly string[] {
  if (damage !== undefined) return [`${id}  DAMAGED`, `  ${damage}`];
  const signed = unchecked.length === 0 ? [] : [`  no keys for ${unchecked.join(', ')}: signatures were not looked at`];
  if (findings.length === 0) return [`${id}  whole`, ...signed];
  return [`${id}  whole, but not signed as it should be`, ...describeFindings(findings), ...signed];
}

function describeFindings(findings: readonly Finding[]): readonly string[] {
  const groups = Map.groupBy(findings, ({ member, trouble, key }) => `${member}: ${describeTrouble(trouble, key)}`);
  return [...groups].flatMap(([title, files]) => [
    `  ${title}`,
    ...files.slice(0, MOST_NAMED).map(({ file }) => `    ${file}`),
    ...(files.length > MOST_NAMED ? [`    and ${files.length - MOST_NAMED} more`] : []),
  ]);
}

function describeTrouble(trouble: Finding['trouble'], key: string): string {
  const by = key === '' ? '' : ` ${key}`;
  switch (trouble) {
    case 'unsigned':
      return 'not signed';
    case 'unknown-key':
      return `signed by a key that is not configured,${by}`;
    case 'expired-key':
      return `signed by the key${by}, which has expired`;
    case 'revoked-key':
      return `signed by the key${by}, which was revoked`;
    case 'expired-signature':
      return `its signature by${by} has expired`;
    case 'edited':
      return 'changed since it was signed, or no signature at all';
    default:
      return trouble satisfies never;
  }
}
