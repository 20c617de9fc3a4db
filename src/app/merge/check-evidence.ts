import { digestContent } from '../../contract/digest-content.ts';
import type { Evidence } from '../../contract/evidence.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { EvidenceRecords } from '../../contract/store.ts';
import type { ShardRun } from '../../farm/shards/shard-run.ts';
import { weighSignature, type NamedKey } from '../../signing/weigh-signatures.ts';
import { openStore } from '../../store/index.ts';
import { describe } from './read-run.ts';

/** What of the evidence of shards can be carried over. */
export interface CheckedEvidence {
  readonly problems: readonly string[];
  /** Results that are kept here already, of the same run: the shard ran here, or was merged before. */
  readonly here: ReadonlySet<Evidence>;
}

/**
 * Compares what each shard's events say that it proved with the records that it kept, and these with the digests in its
 * story: only where all three agree is it the result that was found out. `target`: what is kept here, which must not hold
 * another result of the same run. `keys`: one of these must have signed each; undefined: nobody need. Without them, whoever
 * rewrites all files of a shard alike is not noticed.
 */
export async function checkEvidence(
  runs: readonly ShardRun[],
  target: EvidenceRecords,
  keys: readonly NamedKey[] | undefined,
): Promise<CheckedEvidence> {
  const problems: string[] = [];
  const here = new Set<Evidence>();
  for (const run of runs) {
    await using store = await openStore('files', { folders: projectFolders(run.base) });
    for (const { name, evidence } of run.results) {
      if (evidence === undefined) continue;
      try {
        const digest = run.story.instances.find((one) => one.name === name)?.evidence;
        expectSigned(evidence, keys);
        await compare(evidence, { records: store.evidence(), digest });
        if (await isHere(evidence, target)) here.add(evidence);
      } catch (error) {
        problems.push(`the result of '${name}' in '${run.folder}' ${describe(error)}`);
      }
    }
  }
  return { problems, here };
}

function expectSigned(evidence: Evidence, keys: readonly NamedKey[] | undefined): void {
  const signed = keys && weighSignature(evidence, digestContent(evidence), keys);
  if (signed?.signedBy === null) throw new Error(`counts for nothing: ${signed.unsigned}`);
}

interface Kept {
  readonly records: EvidenceRecords;
  /** As the run's story has it. */
  readonly digest: string | undefined;
}

async function compare(evidence: Evidence, { records, digest }: Kept): Promise<void> {
  const holds = await records.holds(evidence);
  if (holds === undefined) throw new Error('is not with it: bring the whole `.saltern`, `evidence/` too');
  const { instance, runId, snapshot } = evidence;
  if (!holds || (await records.digest(instance, runId, snapshot?.id)) !== digest)
    throw new Error('was changed since it was kept: events, evidence and story do not agree');
}

async function isHere(evidence: Evidence, target: EvidenceRecords): Promise<boolean> {
  const holds = await target.holds(evidence);
  if (holds === false) throw new Error('is another one than is kept here of the same run');
  return holds === true;
}
