import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { RunRecord, RunRecords } from '../../contract/store.ts';
import { runRecordSchema } from '../record-schemas.ts';
import { writeRecord } from './write-record.ts';

/** Runs as `run.json` in the folder of each. */
export function runFiles(folders: ProjectFolders): RunRecords {
  return {
    put: (record) => writeRecord(folders.run(record.runId).record, record),
    async list({ limit = Infinity } = {}) {
      const records: RunRecord[] = [];
      for (const id of (await readFolder(folders.runs)).toReversed()) {
        if (records.length >= limit) break;
        const record = await readRecord(folders.run(id).record);
        if (record?.runId === id) records.push(record);
      }
      return records;
    },
  };
}

/** Undefined when it is missing or damaged. */
async function readRecord(file: string): Promise<RunRecord | undefined> {
  try {
    return runRecordSchema.parse(JSON.parse(await readText(file, MOST_BYTES.record)));
  } catch {
    return undefined;
  }
}
