import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { asMap, isObject } from '../../src/base/json/json-value.ts';
import { ROOT } from '../root.ts';

/** The formulas of the fleet that install software and know a pillar, with the pillar's first key. */
const FORMULAS: readonly (readonly [formula: string, key: string])[] = [
  ['ops-adjoin', 'adjoin'],
  ['ops-gpkgs', 'gpkgs'],
  ['ops-mail', 'mail'],
  ['ops-minion', 'minion'],
  ['ops-monitoring', 'monitoring'],
  ['ops-sectools', 'sectools'],
  ['ops-sudo', 'sudo'],
];

function read(...path: readonly string[]): string {
  return readFileSync(join(ROOT, ...path), 'utf8');
}

describe.each(FORMULAS)('%s', (formula, key) => {
  const tree = join('examples/formulas', formula, formula);

  it('has an example of its pillar that says nothing the defaults do not know', () => {
    const defaults = asMap(asMap(parse(read(tree, 'defaults.yaml')))[key]);
    const example = asMap(parse(read('examples/formulas', formula, 'pillar.example')));

    expect(Object.keys(example)).toEqual([key]);
    expect(Object.keys(asMap(example[key])).filter((name) => !Object.hasOwn(defaults, name))).toEqual([]);
  });

  it('tells in its README each setting of its example', () => {
    const readme = read('examples/formulas', formula, 'README.md');
    const example = asMap(asMap(parse(read('examples/formulas', formula, 'pillar.example')))[key]);

    const untold = Object.keys(example).filter((name) => !readme.includes(`:${name}`));

    expect(untold).toEqual([]);
  });

  it('serves only files that it has', () => {
    const states = globSync('**/*.sls', { cwd: join(ROOT, tree) });
    const sources = states.flatMap((state) => [
      ...read(tree, state).matchAll(/salt:\/\/(?:\{\{ tplroot \}\}|[\w-]+)\/(\S+)/g),
    ]);

    const missing = sources.filter(([, path = '']) => !path.includes('{{') && !existsSync(join(ROOT, tree, path)));

    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  it('is tested on CentOS 7, 8 and 9, with a check on more than the package', () => {
    const suite = asMap(parse(read('suites', `${formula}.yml`)));
    const checks = Object.values(asMap(suite['suites'])).map((one) => asMap(asMap(one)['checks']));

    expect(suite['platforms']).toEqual(['centos-7', 'centos-stream-8', 'centos-stream-9']);
    expect(checks.every((one) => isObject(one['command']) || isObject(one['service']))).toBe(true);
  });
});
