import type { AuditLine } from '../../contract/audit.ts';
import type { AuditNote } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { replayDecision, type Replay } from '../../gate/decision-record.ts';
import type { Services } from '../services.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

export interface ExplainOptions extends GateRootOptions {
  /** Of this channel, where `latest` is asked for. Default: of any. */
  readonly channel?: string;
}

/** The line of a decision. */
export type DecisionLine = Extract<AuditLine, { readonly kind: 'decision' }>;

/** A decision of the log, made again from what was kept of it; or the note that says that this was removed. */
export type ExplainedDecision = (
  | ({ readonly kind: 'made' } & Replay)
  | { readonly kind: 'pruned'; readonly note: AuditNote }
) & {
  readonly line: DecisionLine;
  /** Why its line may not be what was written, a sentence: then it proves nothing that it comes out the same. Default: it is. */
  readonly logTrouble?: string;
};

/**
 * Makes a decision of the log again, from its record alone: neither the project nor the policy counts. `what`: the number
 * of its line, the start of its record's digest, or `latest`. Throws `USAGE` where no decision is meant, `SNAPSHOT_DAMAGED`
 * where its record is gone, or is no longer what was kept.
 */
export async function explainDecision(
  services: Services,
  what: string,
  options: ExplainOptions,
): Promise<ExplainedDecision> {
  const { root } = await findGateRoot(services, options);
  const line = await findDecision(root, what, options.channel);
  const { inputs } = line.entry;
  if (inputs === undefined) {
    throw new SalternError('SNAPSHOT_DAMAGED', `Nothing was kept of the decision in line ${line.number} of the log`, {
      hint: 'It cannot be made again; `saltern gate log` shows its answer.',
    });
  }
  const { trouble } = await root.auditState();
  const explained = { line, ...(trouble === undefined ? {} : { logTrouble: trouble }) };
  try {
    return { kind: 'made', ...explained, ...replayDecision(await root.readDecision(inputs), line.entry) };
  } catch (error) {
    // What is there is read, whatever the log says of it.
    const note = (await root.readAudit()).notes.findLast(({ records }) => records?.includes(inputs) === true);
    if (note === undefined) throw error;
    return { kind: 'pruned', ...explained, note };
  }
}

/** `sha256:` and enough of what follows that it is no line's number. */
const LEAST_PREFIX = 'sha256:'.length + 4;

async function findDecision(root: SnapshotRoot, what: string, channel: string | undefined): Promise<DecisionLine> {
  const { lines } = await root.readAudit();
  const all = lines.filter((line) => line.kind === 'decision');
  if (what === 'latest') {
    const latest = all.findLast(({ entry }) => channel === undefined || entry.channel === channel);
    return (
      latest ??
      none(
        `Nothing was decided yet${channel === undefined ? '' : ` for '${channel}'`}`,
        'Decide something with `saltern gate check`.',
      )
    );
  }
  const numbered = /^[0-9]+$/.test(what) ? lines.find(({ number }) => number === Number(what)) : undefined;
  if (numbered?.kind === 'decision') return numbered;
  if (numbered !== undefined) return none(`Line ${what} of the log is no decision: it says '${numbered.note.action}'`);
  const prefix = `sha256:${what.replace(/^sha256:/, '')}`;
  const isMeant = ({ entry }: DecisionLine): boolean => entry.inputs?.startsWith(prefix) === true;
  const meant = prefix.length < LEAST_PREFIX ? [] : all.filter(isMeant);
  const [first] = meant;
  if (first === undefined) return none(`The log has no decision '${what}'`);
  if (new Set(meant.map(({ entry }) => entry.inputs)).size > 1)
    return none(`Several decisions begin with '${what}': lines ${meant.map(({ number }) => number).join(', ')}`);
  // The same was decided several times from the same: the last is what counts.
  return meant.at(-1) ?? first;
}

function none(
  sentence: string,
  hint = 'Name the number of its line, the start of its digest, or latest; `saltern gate log` shows all.',
): never {
  throw new SalternError('USAGE', sentence, { hint });
}
