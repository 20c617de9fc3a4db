import type { Store, StoreOptions } from '../../contract/store.ts';
import { decisionLog } from './decision-log.ts';
import { evidenceFiles } from './evidence-files.ts';
import { runFiles } from './run-files.ts';
import { verdictFile } from './verdict-file.ts';

/** History in plain files below `.saltern/`. Keeps nothing open between calls. */
export function filesStore({ folders, root }: StoreOptions): Store {
  return {
    name: 'files',
    runs: () => runFiles(folders),
    evidence: () => evidenceFiles(folders),
    decisions: () => decisionLog(root),
    verdicts: () => verdictFile(folders),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
