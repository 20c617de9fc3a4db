import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import { nightSchema } from '../night-schema.ts';
import { writeRecord } from './write-record.ts';

/** The records of nights: a file each, so that a night goes on after a kill. */
export interface NightFiles {
  /** Keeps a night, in place of an earlier state of it. Throws `NO_SPACE`, `INTERNAL`. */
  put(record: NightRecord): Promise<void>;
  /** Ids, the newest first, those that cannot be read included. */
  ids(): Promise<readonly string[]>;
  /** Undefined: it is not there, or cannot be read. */
  read(id: string): Promise<NightRecord | undefined>;
}

/** Nights as `nights/ID.json`. */
export function nightFiles(folders: Pick<ProjectFolders, 'nights' | 'night'>): NightFiles {
  return {
    put: (record) => writeRecord(folders.night(record.night), record),
    async ids() {
      const names = (await readFolder(folders.nights)).filter((name) => name.endsWith('.json'));
      return names
        .map((name) => name.slice(0, -'.json'.length))
        .filter(isSnapshotId)
        .toReversed();
    },
    async read(id) {
      try {
        const record = nightSchema.parse(JSON.parse(await readText(folders.night(id), MOST_BYTES.record)));
        return record.night === id ? record : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
