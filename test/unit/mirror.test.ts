import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';

/** Tests of what is no module, and what that is. */
const OTHERS: Readonly<Record<string, string>> = {
  'ci-run': '.ci/run',
  fleet: 'suites',
  formulas: 'examples/formulas',
  mirror: 'test/unit',
  readme: 'README.md',
  templates: 'drivers/README.md',
  workflows: '.github/workflows',
};

const list = (pattern: string) => globSync(pattern, { cwd: ROOT });
const modules = new Set(
  list('{src,drivers,action,test}/**/*.{ts,py,sh}').map((file) => file.replace(/\.(ts|py|sh)$/, '')),
);

/** What `a/b.aspect` may be about: `a/b.aspect` and `a/b`. */
function namesOf(test: string): readonly string[] {
  const [folder, name] = [test.slice(0, test.lastIndexOf('/') + 1), test.slice(test.lastIndexOf('/') + 1)];
  return [`${folder}${name}`, `${folder}${name.replace(/\.[^.]+$/, '')}`];
}

function isOfModule(test: string): boolean {
  return namesOf(test).some((name) => [name, `src/${name}`, `test/${name}`].some((module) => modules.has(module)));
}

it('each unit test lies where what it tests lies, under its name: X.test.ts, or X.ASPECT.test.ts', () => {
  const tests = list('test/unit/**/*.test.ts').map((file) => file.slice('test/unit/'.length, -'.test.ts'.length));

  expect(tests.filter((test) => OTHERS[test] === undefined && !isOfModule(test))).toEqual([]);
  expect(tests.length).toBeGreaterThan(100);
});

it('each test of what runs in a guest does too', () => {
  const tests = list('test/unit/**/test_*.py').map((file) =>
    file.slice('test/unit/'.length).replace(/test_(\w+)\.py$/, '$1'),
  );

  expect(tests.filter((test) => !isOfModule(test))).toEqual([]);
  expect(tests).not.toEqual([]);
});

it('what is tested beside modules is there, and so is its test', () => {
  const paths = Object.entries(OTHERS).flatMap(([name, path]) => [`test/unit/${name}.test.ts`, path]);

  expect(paths.filter((path) => list(path).length === 0)).toEqual([]);
});
