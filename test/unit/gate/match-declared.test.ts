import { expect, it } from 'vitest';
import type { DeclaredInstance } from '../../../src/contract/decision.ts';
import { matchDeclared } from '../../../src/gate/match-declared.ts';
import { declare, ssh7, ssh9, time9 } from './fixtures.ts';

const declared = [ssh7, ssh9, time9, declare('ops', 'ssh-default', 'centos-7')];

it.each<[readonly string[], readonly string[], readonly DeclaredInstance[]]>([
  [['ops-ssh-default'], ['centos-7'], [ssh7]],
  [['ops-ssh'], ['centos-7', 'centos-stream-9'], [ssh7, ssh9]],
  [['ops-s?h'], ['*'], [ssh7, ssh9]],
  [['*'], ['centos-stream-*'], [ssh9, time9]],
  [['ops-time', 'ops-*'], ['centos-stream-9'], [ssh9, time9]],
  [['ops-time'], ['centos-7'], []],
  [['constructor'], ['*'], []],
])('the suites %j on %j are those instances', (suites, platforms, expected) => {
  const names = new Set(matchDeclared(declared).required({ suites, platforms }));

  for (const { name } of expected) expect(names).toContain(name);
  const others = [ssh7, ssh9, time9].filter((one) => !expected.includes(one));
  for (const { name } of others) expect(names).not.toContain(name);
});

it('two formulas whose suites are called alike are both meant', () => {
  const names = matchDeclared(declared).required({ suites: ['ops-ssh-default'], platforms: ['centos-7'] });

  expect(names.toSorted()).toEqual(['ops-ssh-default-centos-7', 'ops-ssh-default-centos-7']);
});

it('five thousand requirements of five thousand instances look at names, not at each other', () => {
  const many = Array.from({ length: 5000 }, (_, index) => counted(declare('f', `s${index}`, 'p')));

  const matches = matchDeclared(many.map(({ instance }) => instance));
  for (const { instance } of many) matches.required({ suites: [`f-${instance.suite}`], platforms: ['p'] });

  const most = Math.max(...many.map(({ looks }) => looks()));
  expect(most).toBeLessThan(20);
});

/** How often anybody asks for the suite of an instance. */
function counted(instance: DeclaredInstance) {
  let looks = 0;
  const { suite } = instance;
  const watched: DeclaredInstance = Object.defineProperty({ ...instance }, 'suite', {
    get() {
      looks += 1;
      return suite;
    },
  });
  return { instance: watched, looks: () => looks };
}
