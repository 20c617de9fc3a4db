import { type PruneSnapshotOptions, pruneSnapshots } from '../../app/prune-snapshots.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { count } from '../../base/text/count.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import type { ProjectReferences } from '../../contract/snapshot-references.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { describeReferences } from '../describe-references.ts';
import { readAge } from '../read-amounts.ts';

export interface PruneSnapshotFlags extends ProjectOptions {
  readonly keep?: string;
  readonly minAge?: string;
  readonly decisions?: string;
  readonly dryRun?: boolean;
  readonly forget?: readonly string[];
}

/** Removes snapshots that need not stay, or says which would go and what that would free. */
export const prune: Command<PruneSnapshotFlags> = async (
  app,
  { keep, minAge, decisions, dryRun: isDryRun = false, ...options },
) => {
  const { removed, bytes, kept, others, records } = await pruneSnapshots(app, {
    ...options,
    ...readFlags({ keep, minAge, decisions }),
    isDryRun,
  });
  const [word, total] = isDryRun ? ['would remove', 'would free'] : ['removed', 'freed'];
  return {
    exitCode: 0,
    data: {
      removed: removed.map(({ id, digest }) => ({ id, digest })),
      records,
      bytes,
      dryRun: isDryRun,
      kept,
      others: others.map(({ project, directory, at }) => ({ project, directory, at })),
    },
    lines: [
      ...kept.map(({ id, references }) => `stays ${id}: ${describe(references, id)}`),
      ...others.map(describeOther),
      ...removed.map(({ id }) => `${word} ${id}`),
      ...(records === 0 ? [] : [`${word} ${count(records, 'record')} of decisions`]),
      removed.length === 0 && bytes === 0 ? 'nothing to remove' : `${total} ${formatBytes(bytes)}`,
    ],
  };
};

/** What it left counts however old it is: nobody else knows whether it is gone. */
function describeOther({ project, directory, at }: ProjectReferences): string {
  const [day] = at.split('T');
  return `some of them for the project ${project} ('${directory}'), seen last on ${day}; where it is gone: --forget ${project}`;
}

type References = Parameters<typeof describeReferences>[0];

function describe(references: References, id: string): string {
  const channels = references.filter(({ kind }) => kind === 'channel').map(({ by }) => `channel ${by}`);
  return [...channels, describeReferences(references, id)].filter((text) => text !== '').join(', ');
}

interface Amounts {
  readonly keep: string | undefined;
  readonly minAge: string | undefined;
  readonly decisions: string | undefined;
}

function readFlags({
  keep,
  minAge,
  decisions,
}: Amounts): Pick<PruneSnapshotOptions, 'keep' | 'minAgeMs' | 'decisionsMs'> {
  return {
    ...(keep === undefined ? {} : { keep: readKeep(keep) }),
    ...(minAge === undefined ? {} : { minAgeMs: readAge(minAge) }),
    ...(decisions === undefined ? {} : { decisionsMs: readAge(decisions) }),
  };
}

function readKeep(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SalternError('USAGE', `'--keep ${text}' is no number of snapshots`, {
    hint: 'The newest always stays: give 1 or more.',
  });
}
