import type { AuditEntry } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import type { DecisionRecords, StoreOptions } from '../../contract/store.ts';

/** Decisions as the snapshot root logs them: what the gate wrote there is kept already. */
export function decisionLog(root: StoreOptions['root']): DecisionRecords {
  const list = async (): Promise<readonly AuditEntry[]> => (root === undefined ? [] : (await root.readAudit()).entries);
  const has = async (entry: AuditEntry): Promise<boolean> =>
    (await list()).some((known) => identify(known) === identify(entry));
  return {
    list,
    async put(entry) {
      if (root === undefined) {
        throw new SalternError('SNAPSHOT_SOURCE', 'The decision cannot be kept: the project names no snapshot root', {
          hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml.",
        });
      }
      if (await has(entry)) return;
      await root.lock(async () => {
        if (!(await has(entry))) await root.appendAudit(entry);
      });
    },
  };
}

/** The same decision on the same snapshot is not made twice within a millisecond. */
function identify({ at, by, action, result, channel, to }: AuditEntry): string {
  return JSON.stringify([at, by, action, result, channel, to.id]);
}
