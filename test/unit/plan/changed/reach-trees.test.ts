import { expect, it } from 'vitest';
import { describeWay, reachTrees, type PlacedReference } from '../../../../src/plan/changed/reach-trees.ts';

const includes = (...targets: readonly string[]): readonly PlacedReference[] =>
  targets.map((target, at) => ({ target, how: 'includes', file: 'x/init.sls', line: at + 1 }));

/** Ways of `own` in words. */
function tell(
  declared: readonly string[],
  references: Readonly<Record<string, readonly PlacedReference[]>>,
): readonly string[] {
  const ways = reachTrees('own', declared, new Map(Object.entries(references)));
  return [...ways].map(([name, way]) => describeWay('own', name, way));
}

it('what is declared is needed, whether anything is read of it or not', () => {
  expect(tell(['a', 'b'], { own: includes('b.c'), a: [], b: [] })).toEqual([
    'own includes b (x/init.sls:1)',
    'own depends on a',
  ]);
});

it('what is only read is needed too, and what that reads', () => {
  const references = {
    own: includes('a'),
    a: includes('x', 'b/map.jinja'),
    b: includes('own', 'a'),
    c: includes('own'),
  };

  expect(tell([], references)).toEqual([
    'own includes a (x/init.sls:1)',
    'a includes b (x/init.sls:2), which own needs',
  ]);
});

it('two formulas that include each other come to an end', () => {
  expect(tell([], { own: includes('a'), a: includes('own', 'a') })).toEqual(['own includes a (x/init.sls:1)']);
});
