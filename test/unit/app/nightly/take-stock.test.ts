import { describe, expect, it } from 'vitest';
import { isOpen, takeStock, type Standing } from '../../../../src/app/nightly/take-stock.ts';
import type { KeptEvidence } from '../../../../src/contract/evidence.ts';
import { now, result, snapshot, ssh9 } from '../../gate/fixtures.ts';

const HOUR_MS = 3_600_000;

type Change = Partial<KeptEvidence>;

/** Where the instance stands after these results, oldest first; each of the night's own run `r1`, `r2`, … */
function standingAfter(changes: readonly Change[], noted = 0): Standing | undefined {
  const evidence = changes.map((change, at) => result(ssh9, { number: at + 1, runId: `r${at + 1}`, ...change }));
  const record = { runs: ['r1', 'r2', 'r3'], instances: [{ name: ssh9.name, attempts: noted }] };
  const judging = { snapshot, now, rules: { maxAgeMs: 36 * HOUR_MS } };
  return takeStock({ record, declared: [ssh9], evidence, judging })[0];
}

const [pass, fail, error] = (['pass', 'fail', 'error'] as const).map((outcome): Change => ({ outcome }));
const changed = { formulaDigest: 'sha256:other' };
const unreadable = { formulaDigest: 'unknown', suiteDigest: 'unknown', recipe: 'unknown' };

describe('after a kill', () => {
  it.each<[string, readonly (Change | undefined)[], boolean]>([
    ['nothing that came to an end', [], true],
    ['a pass', [pass], false],
    ['a pass after a failure', [fail, pass], false],
    ['a failure that may be tried again', [fail], true],
    ['failures as often as is allowed', [fail, fail], false],
    ['what could not be run as often as is allowed', [error, error], false],
    ['a pass of what is declared no more', [{ ...pass, ...changed }], true],
    ['a pass on other packages', [{ ...pass, snapshot: { id: snapshot.id, digest: 'sha256:other' } }], true],
    ['a pass of another run', [{ ...pass, runId: 'by-hand' }], true],
    ['a pass that is too old for the gate', [{ ...pass, finishedAt: '2026-11-20T05:00:00.000Z' }], true],
    [
      'failures of what is declared no more',
      [
        { ...fail, ...changed },
        { ...fail, ...changed },
      ],
      true,
    ],
    [
      'attempts of which nobody knows the content',
      [
        { ...error, ...unreadable },
        { ...error, ...unreadable },
      ],
      false,
    ],
  ])('%s: is it run again? %#', (_, changes, expected) => {
    const standing = standingAfter(changes.map((change) => change ?? {}));

    expect(standing && isOpen(standing, { attempts: 2 })).toBe(expected);
  });

  it('is run again until as many attempts passed as the policy asks for', () => {
    const rules = { attempts: 3, need: 2 };
    const open = [['pass'], ['pass', 'pass'], ['fail', 'pass'], ['pass', 'fail', 'pass']] as const;

    const found = open.map((outcomes) => standingAfter(outcomes.map((outcome) => ({ outcome }))));

    expect(found.map((standing) => standing && isOpen(standing, rules))).toEqual([true, false, true, false]);
  });

  it('an attempt is counted though its result was not kept, and is made again', () => {
    const standing = standingAfter([], 1);

    expect(standing).toMatchObject({ attempts: 1, tries: 0 });
    expect(standing && isOpen(standing, { attempts: 1 })).toBe(true);
  });

  it('a verdict stays what an instance came to, whatever could not be run after it', () => {
    expect(standingAfter([fail ?? {}, error ?? {}])).toMatchObject({
      newest: { outcome: 'fail', runId: 'r1' },
      attempts: 2,
      hasFailed: true,
    });
  });
});
