import type { Project } from '../config/project.ts';
import { noTargets, type ChannelTargets } from '../gate/take-back.ts';
import { openTarget } from '../gate/targets/index.ts';
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
  const place = { channel, directory: project.identity.directory, cacheDirectory, environment };
  return {
    targets: await Promise.all(settings.map((one) => openTarget(one, place))),
    context: {
      signal,
      locate: (id, member) => LAYOUT.member(path, id, member),
      taken: async (id) => (await root.find(id)).members,
      members: async (id) => (await root.find(id)).members.map(({ name }) => name),
      notes: LAYOUT.targetNotes(path, channel),
    },
  };
}
