import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record, type Arbitrary } from 'fast-check';
import { expect, it } from 'vitest';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import { INSTANCES, liveThrough, RULES, type CONTENTS, type Action, type World } from '../support/gate-model.ts';

const RUNS = 60;

/*
 * Whole lives of a channel: tests, waivers, holds, freezes, taints, turned clocks, lost results, edited formulas, links set by
 * hand, a log that somebody wrote to. The rules stand here once more, in few words and without the gate's own code.
 */

const content = nat(2);
const instance = nat(1);
const way = nat(1);

const hours = constantFrom(1, 25, 30, 50, 120, -2, -30, -60);
const anyOutcome = constantFrom('pass', 'pass', 'pass', 'fail', 'error', 'skip');

/** Whatever may come between. */
const event: Arbitrary<Action> = oneof(
  record({ do: constant('clock'), hours }),
  record({ do: constantFrom('taint', 'hold', 'hand', 'rollback', 'rollback', 'rollback', 'promote'), content }),
  record({ do: constant('test'), content, instance, outcome: anyOutcome, way }),
  record({ do: constant('lose'), instance }),
  record({ do: constantFrom('edit', 'freeze', 'unfreeze', 'tamper') }),
  record({ do: constant('waive'), instance, way, approver: constantFrom('bob', 'Bob@x', 'jane') }),
);

/** A content is taken, soaks, is tested, what failed is waived or not, and somebody promotes. */
const night: Arbitrary<readonly Action[]> = record({
  content,
  soaks: constantFrom(25, 25, 30, 2),
  outcomes: constantFrom<readonly KeptEvidence['outcome'][]>(
    ['pass', 'pass'],
    ['pass', 'pass'],
    ['pass', 'fail'],
    ['fail', 'fail'],
    ['pass', 'error'],
  ),
  way,
  covered: way,
  approver: constantFrom('bob', 'bob', 'jane'),
  between: array(event, { maxLength: 2 }),
}).map(({ content: of, soaks, outcomes, way: failed, covered, approver, between }): readonly Action[] => [
  { do: 'take', content: of },
  { do: 'clock', hours: soaks },
  ...outcomes.map((one, index): Action => ({ do: 'test', content: of, instance: index, outcome: one, way: failed })),
  ...outcomes.flatMap((one, index): readonly Action[] =>
    one === 'fail' ? [{ do: 'waive', instance: index, way: covered, approver }] : [],
  ),
  ...between,
  { do: 'promote', content: of },
]);

const good = (of: number): readonly Action[] => [
  { do: 'take', content: of },
  { do: 'clock', hours: 25 },
  ...[0, 1].map((one): Action => ({ do: 'test', content: of, instance: one, outcome: 'pass', way: 0 })),
  { do: 'promote', content: of },
];

/** Half of them begin with two good nights, so that there is somewhere to go back to. */
const life = record({
  begin: constantFrom<readonly Action[]>([], [...good(0), ...good(1)]),
  parts: array(
    oneof(
      night,
      event.map((one) => [one]),
    ),
    { minLength: 2, maxLength: 6 },
  ),
}).map(({ begin, parts }) => [...begin, ...parts.flat()]);

/** A failure that somebody waives, and one more try to promote; two days later the waiver has ended. */
const waived: readonly Action[] = [
  ...good(0).slice(0, -1),
  { do: 'test', content: 0, instance: 1, outcome: 'fail', way: 1 },
  { do: 'waive', instance: 1, way: 1, approver: 'bob' },
];

/** What chance seldom makes: a way back, a waiver that counts, and what once was a hole. */
const EXAMPLES = (
  [
    [...good(0), ...good(1), { do: 'rollback', content: 0 }],
    [...waived, { do: 'promote', content: 0 }],
    [...waived, { do: 'test', content: 0, instance: 1, outcome: 'skip', way: 0 }, { do: 'promote', content: 0 }],
    [
      ...waived,
      { do: 'clock', hours: 50 },
      { do: 'promote', content: 1 },
      { do: 'clock', hours: -30 },
      { do: 'promote', content: 0 },
    ],
    [...good(0), { do: 'hand', content: 2 }, ...good(2), { do: 'rollback', content: 1 }],
    [...good(0), { do: 'hand', content: 1 }, { do: 'promote', content: 2 }, ...good(2), { do: 'rollback', content: 1 }],
    [...good(0), { do: 'clock', hours: -60 }, ...good(1).slice(0, 1), { do: 'clock', hours: 60 }, ...good(1).slice(2)],
  ] satisfies (readonly Action[])[]
).map((actions): [readonly Action[]] => [actions]);

it('no life of a channel brings it to what does not meet the rules', { timeout: 120_000 }, async () => {
  // `waived`: promotions with a failure.
  const moves = { promote: 0, rollback: 0, waived: 0 };
  const law = asyncProperty(life, (actions) =>
    liveThrough(actions, (before, how, to) => {
      const isWaivedOne = INSTANCES.some(({ name }) => newestVerdict(before, to, name)?.outcome === 'fail');
      moves[how] += 1;
      moves.waived += how === 'promote' && isWaivedOne ? 1 : 0;

      expect(listBroken(before, to, how === 'rollback' ? ROLLBACK : PROMOTION)).toEqual([]);
    }),
  );

  await assert(law, { numRuns: RUNS, examples: EXAMPLES });

  // Else nothing would have been tried.
  expect(Math.min(...Object.values(moves))).toBeGreaterThan(0);
});

type Snapshot = (typeof CONTENTS)[number];
type Rule = (world: World, to: Snapshot) => boolean;

function listBroken(world: World, to: Snapshot, rules: Readonly<Record<string, Rule>>): readonly string[] {
  return Object.entries(rules).flatMap(([name, holds]) => (holds(world, to) ? [] : [name]));
}

const PROMOTION: Readonly<Record<string, Rule>> = {
  'each instance is met': (world, to) => INSTANCES.every(({ name }) => isMet(world, to, name)),
  'nobody wrote to the log': ({ isTampered }) => !isTampered,
  'it is not tainted': ({ tainted }, { digest }) => !tainted.includes(digest),
  'it is not frozen': ({ frozenUntil, clock }) => frozenUntil === undefined || frozenUntil <= clock,
  'nothing of it is held': ({ holds, clock }, { digest }) =>
    !holds.some((hold) => hold.content === digest && Date.parse(hold.expires) > clock),
  'it soaked': ({ lines, clock }, { digest }) => {
    const first = lines.findIndex((line) => line.content === digest);
    const until = lines
      .slice(0, first)
      .map(({ at }) => at)
      .filter((at) => at <= clock);
    return first >= 0 && clock >= Math.max(lines[first]?.at ?? Infinity, ...until) + RULES.soakMs;
  },
  'it is not older': ({ at }, { id }) => at === undefined || id >= at,
};

const ROLLBACK: Readonly<Record<string, Rule>> = {
  // Or a hand had put it there before the first promotion.
  'the gate let it through once': ({ promoted, firstAt }, { id, digest }) =>
    firstAt === id || promoted.includes(`${id} ${digest}`),
  'it is not tainted': ({ tainted }, { digest }) => !tainted.includes(digest),
};

function own({ results }: World, { digest }: Snapshot, name: string): readonly KeptEvidence[] {
  return results.filter((one) => one.instance === name && one.snapshot?.digest === digest);
}

/** What was skipped, or is of another formula, comes in the place of no failure. */
function newestVerdict(world: World, to: Snapshot, name: string): KeptEvidence | undefined {
  const verdicts = own(world, to, name).filter(({ outcome }) => outcome !== 'error');
  const known = verdicts.findLast(
    ({ outcome, formulaDigest }) => outcome !== 'skip' && formulaDigest === world.formula,
  );
  return known?.outcome === 'fail' ? known : verdicts.at(-1);
}

function isMet(world: World, to: Snapshot, name: string): boolean {
  const newest = newestVerdict(world, to, name);
  if (newest === undefined || newest.formulaDigest !== world.formula) return false;
  if (world.lost.some((one) => one.instance === name && one.number > newest.number)) return false;
  const age = world.clock - Date.parse(newest.finishedAt);
  if (age > RULES.maxAgeMs || age < -5 * 60_000) return false;
  if (newest.outcome === 'pass') return true;
  if (newest.outcome !== 'fail') return false;
  const current = own(world, to, name).filter(({ formulaDigest }) => formulaDigest === world.formula);
  const failures = current
    .slice(current.findLastIndex(({ outcome }) => outcome === 'pass') + 1)
    .filter(({ outcome }) => outcome === 'fail');
  return failures.every((failure) => isWaived(world, name, failure));
}

function isWaived({ waivers, clock, lines }: World, name: string, { reasons }: KeptEvidence): boolean {
  const latest = Math.max(clock, ...lines.map(({ at }) => at));
  return waivers.some(
    (one) =>
      one.requirement === name &&
      one.way === reasons[0] &&
      one.approver?.toLowerCase().startsWith('bob') === true &&
      latest < Date.parse(one.expires),
  );
}
