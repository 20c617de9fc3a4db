import type { Evidence } from '../../contract/model.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import { wrapWriteTrouble } from '../write-report.ts';

/**
 * Keeps what each instance proved, as soon as it ends. `close` waits until all is kept, and throws the first trouble there
 * was.
 */
export const evidenceKind: ReporterKind = {
  open(_settings, { folders, keepEvidence }) {
    const troubles: unknown[] = [];
    let keeping: readonly Promise<void>[] = [];
    const keep = async (evidence: Evidence): Promise<void> => {
      try {
        await keepEvidence(evidence);
      } catch (cause) {
        troubles.push(wrapWriteTrouble(folders.evidence, cause));
      }
    };
    return [
      {
        on(event) {
          if (event.type !== 'instance-finished' || event.result.evidence === undefined) return;
          keeping = [...keeping, keep(event.result.evidence)];
        },
        async close() {
          await Promise.all(keeping);
          if (troubles.length > 0) throw troubles.shift();
        },
      },
    ];
  },
};
