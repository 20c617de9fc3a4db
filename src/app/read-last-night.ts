import { readFolder } from '../base/files/read-folder.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { asMap } from '../base/json/json-value.ts';
import { parseJson } from '../base/json/parse-json.ts';
import { SalternError } from '../contract/errors.ts';
import type { NightRecord } from '../contract/night.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';

/** The record of the newest night. Throws `USAGE` where there is none, `STATE_DAMAGED` where it cannot be read. */
export async function readLastNight(folders: ProjectFolders): Promise<NightRecord> {
  const name = (await readFolder(folders.nights)).filter((one) => /^\d{8}T\d{6}.*\.json$/.test(one)).at(-1);
  if (name === undefined) {
    const hint = '`saltern nightly` does one.';
    throw new SalternError('USAGE', `There was no night yet in '${folders.nights}'`, { hint });
  }
  const file = folders.night(name.slice(0, -'.json'.length));
  const text = await readText(file, MOST_BYTES.log).catch((cause: unknown) => {
    throw new SalternError('STATE_DAMAGED', `The record of a night '${file}' cannot be read`, { cause });
  });
  const night = parseJson(text);
  const { version, instances, steps, told } = asMap(night);
  if (version === 1 && [instances, steps, told].every(Array.isArray)) return night as unknown as NightRecord;
  throw new SalternError('STATE_DAMAGED', `'${file}' is no record of a night`, {
    hint: 'The next night writes its own.',
  });
}
