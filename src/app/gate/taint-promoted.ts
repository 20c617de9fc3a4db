import { firstLine } from '../../base/text/first-line.ts';
import type { Taint } from '../../contract/gate-records.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { tellTaint } from '../../contract/tell-taint.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { isFrozen } from '../../gate/find-stop.ts';
import { findLaterFailures, mayFailLater } from '../../gate/find-later-failures.ts';
import { OUTDONE } from '../../gate/weigh-results.ts';
import { openStore } from '../../store/index.ts';
import { gatherEvidence, type GatherOptions } from '../gather-evidence.ts';
import { loadProjectFor } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import { rollbackChannel } from '../rollback-channel.ts';
import type { Services } from '../services.ts';

/** A channel whose content turned out to be bad after it had been promoted. */
export interface TaintedChannel {
  readonly taint: Taint;
  /** Snapshot to which the channel went back. Default: it stays where it is, frozen. */
  readonly backAt?: string;
  /** What was done about it, one line. */
  readonly text: string;
}

/**
 * Looks whether the newest results on the content where the channel is make a required instance fail that had passed there.
 * Then that content is tainted for good, and the channel frozen, after it went back where the policy wants that. Undefined:
 * all is as it was, or known already. Throws what `gatherEvidence` throws, and `BUSY`.
 */
export async function taintPromoted(services: Services, options: GatherOptions): Promise<TaintedChannel | undefined> {
  const { channel } = options;
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const root = await openRoot(services, project);
  const at = await findContent(root, channel);
  if (at === undefined || (await root.readStops()).taints.some(({ digest }) => digest === at.digest)) return undefined;
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory), root });
  const known = await store.evidence().ofSnapshot(at.id, at.digest);
  if (!mayFailLater(known.evidence)) return undefined;
  const { input } = await gatherEvidence(services, { ...options, snapshot: at.id });
  const failed = findLaterFailures(decideGate(input).requirements, input.evidence);
  if (failed.length === 0) return undefined;
  const instances = failed.map(({ instance }) => instance);
  const made = { by: services.user, at: new Date(services.now()).toISOString() };
  const taint: Taint = {
    ...made,
    digest: at.digest,
    snapshot: at.id,
    channel,
    instances,
    reason: firstLine(failed[0]?.reason ?? '').replace(OUTDONE, ''),
  };
  const isStill = await root.lock(async () => {
    if ((await root.readChannel(channel)) !== at.id) return false;
    await root.putTaint(taint);
    return true;
  });
  return isStill ? await stop(services, { ...options, root, taint, input }) : undefined;
}

async function findContent(root: SnapshotRoot, channel: string): Promise<{ id: string; digest: string } | undefined> {
  const id = await root.readChannel(channel);
  // One that is gone has no content that could be named.
  return id === undefined ? undefined : (await root.list()).find((one) => one.id === id);
}

type Stopping = GatherOptions & {
  readonly root: SnapshotRoot;
  readonly taint: Taint;
  readonly input: Awaited<ReturnType<typeof gatherEvidence>>['input'];
};

/** First back, for nothing moves a frozen channel; frozen whatever came of that. */
async function stop(services: Services, { root, taint, input, ...options }: Stopping): Promise<TaintedChannel> {
  const { channel, by, at, snapshot } = taint;
  const what = tellTaint(taint);
  const wantsBack = input.policy.channels[channel]?.afterFailure === 'rollback';
  const back = wantsBack ? await tryBack(services, options, what) : {};
  await root.lock(async () => {
    const { freezes } = await root.readStops();
    // One that ends, or has ended, would set the channel free while nobody has looked at it.
    if (!freezes.some((freeze) => freeze.until === undefined && isFrozen(freeze, channel, new Date(at))))
      await root.putFreeze({
        channel,
        by,
        at,
        reason: `'${snapshot}' is tainted: ${tellTaint({ ...taint, reason: '' })}`,
      });
  });
  const where = back.at === undefined ? `stays at ${snapshot}` : `is back at ${back.at}`;
  const trouble = back.trouble === undefined ? '' : `; it could not go back: ${back.trouble}`;
  const text = `'${snapshot}' is tainted, it failed after it had been promoted: ${what}; ${channel} ${where}, and is frozen${trouble}`;
  return { taint, text, ...(back.at === undefined ? {} : { backAt: back.at }) };
}

async function tryBack(
  services: Services,
  options: GatherOptions,
  reason: string,
): Promise<{ readonly at?: string; readonly trouble?: string }> {
  try {
    const { rollback } = await rollbackChannel(services, { ...options, reason });
    return rollback.kind === 'refused' ? { trouble: rollback.reason } : { at: rollback.to };
  } catch (error) {
    services.signal.throwIfAborted();
    return { trouble: firstLine(toTrouble(error).message) };
  }
}
