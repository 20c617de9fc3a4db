import { SalternError } from '../contract/errors.ts';
import type { NightRecord } from '../contract/night.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';
import { nightFiles } from '../store/files/night-files.ts';

/** The record of the newest night. Throws `USAGE` where there is none, `STATE_DAMAGED` where it cannot be read. */
export async function readLastNight(folders: ProjectFolders): Promise<NightRecord> {
  const files = nightFiles(folders);
  const [newest] = await files.ids();
  if (newest === undefined) {
    const hint = '`saltern nightly` does one.';
    throw new SalternError('USAGE', `There was no night yet in '${folders.nights}'`, { hint });
  }
  const night = await files.read(newest);
  if (night !== undefined) return night;
  throw new SalternError('STATE_DAMAGED', `'${folders.night(newest)}' cannot be read as the record of a night`, {
    hint: 'The next night writes its own.',
  });
}
