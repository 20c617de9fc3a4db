import type { Project } from '../config/project.ts';
import { noTargets, type ChannelTargets } from '../gate/take-back.ts';
import { openTarget } from '../gate/targets/index.ts';
import { targetFailed } from '../gate/targets/target-failed.ts';
import type { Target } from '../contract/target.ts';
import { LAYOUT } from '../snapshot/root/snapshot-layout.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { Services } from './services.ts';

/** What moves with a channel, as the project says, ready to be moved. Throws `TARGET_FAILED`. */
export async function openTargets(
  services: Services,
  { project, root, channel }: { readonly project: Project; readonly root: SnapshotRoot; readonly channel: string },
): Promise<ChannelTargets> {
  const settings = project.targets[channel] ?? [];
  const path = project.snapshots?.root;
  if (settings.length === 0 || path === undefined) return noTargets();
  const { signal, environment, cacheDirectory } = services;
  const open = (one: string): Promise<readonly Target[]> => {
    const place = { channel: one, directory: project.identity.directory, cacheDirectory, environment };
    return Promise.all((project.targets[one] ?? []).map((target) => openTarget(target, place)));
  };
  const targets = await open(channel);
  for (const other of Object.keys(project.targets).filter((one) => one !== channel))
    expectApart(targets, await open(other), other);
  return {
    targets,
    context: {
      signal,
      locate: (id, member) => LAYOUT.member(path, id, member),
      taken: async (id) => (await root.find(id)).members,
      members: async (id) => (await root.find(id)).members.map(({ name }) => name),
      notes: LAYOUT.targetNotes(path, channel),
    },
  };
}

/** Else whoever moves last has it, and machines of the other channel get what its gate never let through. */
function expectApart(targets: readonly Target[], others: readonly Target[], other: string): void {
  for (const { name, title, places = [] } of targets) {
    const place = places.find((one) => others.some((two) => two.name === name && two.places?.includes(one)));
    if (place === undefined) continue;
    throw targetFailed(title, `is one of the channel '${other}', too: '${place}' can follow one of them`, {
      hint: "Give each channel a place of its own, in 'targets' of saltern.yml.",
    });
  }
}
