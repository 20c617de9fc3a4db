import { z } from 'zod';
import type { Distribution } from '../../../base/pulp/distribution.ts';
import { findDistribution, findGuard } from '../../../base/pulp/find-distribution.ts';
import type { Pulp } from '../../../base/pulp/open-pulp.ts';
import type { TakenMember, TargetContext, TargetMove } from '../../../contract/target.ts';
import { hasSnapshot } from '../has-snapshot.ts';
import type { PulpTargetConfig } from './config.ts';
import { publishDerived } from './publish-derived.ts';
import { failed } from './failed.ts';
import { labelsAfter, readLabels, type Serving } from './labels.ts';

/** What a move changes of a distribution. */
export interface DistributionState extends Serving {
  readonly pulp_labels: Distribution['pulp_labels'];
}

/** One distribution of a move. */
export interface MoveStep {
  readonly member: string;
  /** As it is before. */
  readonly before: Distribution;
  readonly after: DistributionState;
  /** `sha256:…` of the repomd.xml that it serves then. */
  readonly digest: string;
}

/** What a change needs. */
export interface CarryContext {
  readonly pulp: Pulp;
  readonly signal: AbortSignal;
}

export interface PlanContext extends TargetContext {
  readonly pulp: Pulp;
}

/** The distributions by their members, in the order of the configuration. Throws `TARGET_FAILED` where one is missing. */
export async function findDistributions(
  { url, distributions }: PulpTargetConfig,
  { pulp, signal }: CarryContext,
): Promise<readonly { readonly member: string; readonly distribution: Distribution }[]> {
  const found = [];
  for (const [member, name] of Object.entries(distributions)) {
    const distribution = await findDistribution(pulp, name, signal);
    if (distribution === undefined) {
      throw failed(`'${url}' has no distribution '${name}'`, {
        hint: 'Make it in Pulp, at the path that machines install from; saltern only moves it.',
      });
    }
    found.push({ member, distribution });
  }
  return found;
}

/**
 * What each distribution is to become, once it is sure that all of it can be: the snapshot was taken from this Pulp, which
 * still has what was taken. Throws `TARGET_FAILED`, BaseError `transfer`.
 */
export async function planMove(
  config: PulpTargetConfig,
  move: TargetMove,
  context: PlanContext,
): Promise<readonly MoveStep[]> {
  const { pulp, signal } = context;
  const guard = config.guard === undefined ? undefined : await findGuard(pulp, config.guard, signal);
  const taken = await context.taken(move.to.id);
  const steps = [];
  for (const { member, distribution } of await findDistributions(config, context)) {
    if (move.undoes !== undefined && isOfOthers(distribution, move)) continue;
    expectNewer(distribution, move, config.url);
    await expectOurs(distribution, move, { config, context });
    const { publication, digest } = await findPublication({ member, move, taken, config }, context);
    const { content_guard: own = null } = distribution;
    const after = {
      publication,
      repository: null,
      repository_version: null,
      content_guard: guard ?? own,
      pulp_labels: labelsAfter(distribution, move, publication),
    };
    steps.push({ member, before: distribution, after, digest });
  }
  return steps;
}

/** It refused the move that is taken back. Pure. */
function isOfOthers(distribution: Distribution, { channel, from, to }: TargetMove): boolean {
  const last = readLabels(distribution);
  return last !== undefined && (last.channel !== channel || ![from?.id, to.id].includes(last.snapshot));
}

/** Refuses a move that is older than the last one, another one of the same number, or one of another channel. Pure. */
function expectNewer(distribution: Distribution, move: TargetMove, url: string): void {
  const last = readLabels(distribution);
  if (last === undefined) return;
  const { name } = distribution;
  if (last.channel !== move.channel) {
    throw failed(`The distribution '${name}' of '${url}' is of the channel '${last.channel}', not '${move.channel}'`, {
      hint: "A distribution serves one channel. Where that is wrong by now, remove its labels 'saltern.…' in Pulp.",
    });
  }
  if (last.generation < move.generation) return;
  if (last.generation === move.generation && last.snapshot === move.to.id) return;
  const seen = `has seen move ${last.generation}, to '${last.snapshot}'`;
  throw failed(`The distribution '${name}' of '${url}' ${seen}: move ${move.generation} is older`, {
    hint: ANOTHER_ROOT,
  });
}

const ANOTHER_ROOT =
  "Another snapshot root moves it too. Name it in one project only, or remove its labels 'saltern.…' in Pulp.";

/** Refuses what was moved last to a snapshot that this root does not have; see `hasSnapshot`. */
async function expectOurs(
  distribution: Distribution,
  { from, to }: TargetMove,
  { config: { url }, context }: { readonly config: PulpTargetConfig; readonly context: PlanContext },
): Promise<void> {
  const id = readLabels(distribution)?.snapshot;
  if (id === undefined || id === from?.id || id === to.id || (await hasSnapshot(context, id))) return;
  const what = `The distribution '${distribution.name}' of '${url}' is at '${id}', which this snapshot root does not have`;
  throw failed(what, { hint: ANOTHER_ROOT });
}

interface Asked {
  readonly member: string;
  readonly move: TargetMove;
  readonly taken: readonly TakenMember[];
  readonly config: PulpTargetConfig;
}

async function findPublication(
  { member, move: { to }, taken, config: { url, 'derived-from': from } }: Asked,
  { pulp, signal }: PlanContext,
): Promise<{ readonly publication: string; readonly digest: string }> {
  const own = taken.find(({ name }) => name === member);
  if (own === undefined) throw failed(`The snapshot '${to.id}' has no member '${member}' for '${url}'`);
  if (own.origin?.source !== 'pulp') {
    if (from !== undefined) {
      const publication = await publishDerived({ snapshot: to.id, member, from }, pulp, signal);
      return { publication, digest: own.metadataDigest };
    }
    throw failed(`'${member}' of the snapshot '${to.id}' was not taken from Pulp, so no distribution can point to it`, {
      hint: "Say where Pulp can read snapshots, with 'derived-from'; or put its packages into a repository of Pulp, and take a snapshot of that.",
    });
  }
  const publication = own.origin.ref;
  const there = await pulp.read(publication, z.object({ pulp_href: z.string() }), signal);
  if (there !== undefined) return { publication, digest: own.metadataDigest };
  throw failed(`'${url}' no longer has what '${member}' of the snapshot '${to.id}' was taken from`, {
    hint: "Its repository version or publication was removed: raise 'retain_repo_versions' in Pulp, and take a new snapshot.",
    details: [publication],
  });
}
