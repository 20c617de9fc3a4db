import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncToDisk } from '../../../base/files/sync-to-disk.ts';
import type { Target, TargetContext } from '../../../contract/target.ts';
import { expectNext, isNotBegun, isNotFirst, readNote, writeNote, type GenerationNote } from '../generation-note.ts';
import { prepareTurn, readLink } from '../links.ts';
import { targetFailed, withinTarget } from '../target-failed.ts';
import type { DirectoryConfig } from './config.ts';

/** A folder with a link for each channel, elsewhere than in the snapshot root: one rename moves all repositories. */
export function directoryTarget({ path: folder }: DirectoryConfig): Target {
  const title = folder;
  const linkOf = (channel: string): string => join(folder, channel);
  const noteOf = (channel: string): string => join(folder, `.${channel}.saltern.json`);
  return {
    name: 'directory',
    title,
    async at(channel, context) {
      const leadsTo = await withinTarget(title, 'cannot be read', () => readLink(linkOf(channel), title));
      if (leadsTo === undefined) return { kind: 'at', id: undefined };
      const id = basename(leadsTo);
      return leadsTo === locateSnapshot(id, context) ? { kind: 'at', id } : { kind: 'mixed' };
    },
    move: (move, context) =>
      withinTarget(title, 'cannot be moved', async () => {
        context.signal.throwIfAborted();
        const link = linkOf(move.channel);
        const leadsTo = locateSnapshot(move.to.id, context);
        await access(leadsTo).catch((cause: unknown) => {
          throw targetFailed(title, `cannot lead to '${leadsTo}', which is not there`, { cause });
        });
        const note = await readNote(noteOf(move.channel), title);
        if (isNotBegun(note, move)) return;
        await expectNext(note, move, title, context);
        const before = await readLink(link, title);
        if (before === leadsTo) return;
        const first = note === undefined ? before : firstOf(note);
        await writeNote(noteOf(move.channel), { generation: move.generation, to: move.to.id, first });
        await (
          await prepareTurn(link, leadsTo)
        )();
        // It has moved: that its folder cannot be forced to disk is no reason to say that it has not.
        await syncToDisk(folder).catch(() => undefined);
      }),
    remove: (move) =>
      withinTarget(title, 'cannot be moved', async () => {
        const note = await readNote(noteOf(move.channel), title);
        if (note === undefined || isNotFirst(note, move)) return;
        await readLink(linkOf(move.channel), title);
        await (
          await prepareTurn(linkOf(move.channel), firstOf(note))
        )();
      }),
  };
}

/** What the link led to before saltern turned it for the first time; undefined: there was none. */
function firstOf({ first }: GenerationNote): string | undefined {
  return typeof first === 'string' ? first : undefined;
}

/** Members of a snapshot lie beside each other in its folder. */
function locateSnapshot(id: string, { locate }: TargetContext): string {
  return dirname(locate(id, 'any'));
}
