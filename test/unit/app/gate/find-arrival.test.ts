import { describe, expect, it } from 'vitest';
import { findArrival } from '../../../../src/app/gate/find-arrival.ts';
import type { AuditLine } from '../../../../src/contract/audit.ts';
import type { AuditEntry } from '../../../../src/contract/decision.ts';
import { auditEntry } from '../../../support/history-data.ts';

const [OLD, NEW] = ['20261122T013000', '20261123T013000'];

/** Lines of a log, numbered. */
function log(...entries: readonly Partial<AuditEntry>[]): readonly AuditLine[] {
  return entries.map((changes, index) => ({
    number: index + 1,
    digest: `sha256:${index}`,
    kind: 'decision',
    entry: auditEntry({ at: `2026-11-2${index + 1}T06:00:00.000Z`, by: 'ci', ...changes }),
  }));
}

const to = (id: string) => ({ to: { id, digest: `sha256:${id}` } });
const moved = (id: string) => ({ ...to(id), action: 'promote', result: 'promoted' }) as const;

describe('where a channel is', () => {
  it('has a time and somebody who brought it there', () => {
    const { at, halfDone } = findArrival(log(moved(OLD), moved(NEW)), 'stable', NEW);

    expect(at).toEqual({ id: NEW, since: '2026-11-22T06:00:00.000Z', by: 'ci', line: 2 });
    expect(halfDone).toEqual([]);
  });

  it('is said where the log knows nothing of it', () => {
    expect(findArrival([], 'stable', OLD)).toEqual({ at: { id: OLD }, halfDone: [] });
    expect(findArrival([], 'stable', undefined)).toEqual({ at: undefined, halfDone: [] });
  });

  it('is what it was where the log takes a move back', () => {
    const back = { ...to(NEW), action: 'promote', result: 'refused', note: 'it was not moved: EIO' } as const;

    const { at, halfDone } = findArrival(log(moved(OLD), moved(NEW), back), 'stable', OLD);

    expect(at).toMatchObject({ id: OLD, line: 1 });
    expect(halfDone).toEqual([]);
  });

  it('is half done where the log has a move that is not to be seen', () => {
    const { halfDone } = findArrival(log(moved(OLD), moved(NEW)), 'stable', OLD);

    expect(halfDone).toEqual([
      `line 2 of the log moved stable to ${NEW}, but it is at ${OLD}: promote again, or roll back`,
    ]);
  });

  it('has nothing to do with other channels, nor with what was only asked', () => {
    const lines = log(moved(OLD), { ...moved(NEW), channel: 'candidate' }, to(NEW));

    expect(findArrival(lines, 'stable', OLD)).toMatchObject({ at: { id: OLD, line: 1 }, halfDone: [] });
  });
});
