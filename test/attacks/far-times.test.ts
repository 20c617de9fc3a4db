import { afterAll, beforeAll, expect, it } from 'vitest';
import { SWITCHED, switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

/** Beyond what a computer's calendar has. */
const EVER = '999999999w';

let scene: SwitchedScene;

beforeAll(async () => {
  scene = await switchedScene();
  await scene.create();
  await scene.test('fail');
});
afterAll(() => scene[Symbol.asyncDispose]());

const REQUIRE = "require: [{ suites: '*', platforms: '*' }]";

it.each<[string, readonly string[], number, RegExp]>([
  ['a waiver', ['waive', SWITCHED, '--reason', 'x', '--expires', EVER], 2, /A waiver may run for 30 d/],
  ['a hold', ['hold', 'alpha', '--reason', 'x', '--expires', EVER], 2, /A hold may run for 180 d/],
  ['a decision of then', ['gate', 'check', '--at', EVER], 1, /what would be decided at \d+ \w+ 3\d{3}/],
  ['a waiver until no day', ['waive', SWITCHED, '--reason', 'x', '--expires', '2027-02-30'], 2, /is no time/],
  ['a freeze until no day', ['freeze', '--reason', 'x', '--until', '2027-02-30'], 2, /is no time/],
  ['a freeze until yesterday', ['freeze', '--reason', 'x', '--until', '2026-01-01'], 2, /is over already/],
])('%s is told what is wrong, and is no defect', async (_, argv, code, message) => {
  const said = await scene.saltern(argv);

  expect(said.code, said.stderr).toBe(code);
  expect(said.stdout + said.stderr).toMatch(message);
});

it.each([
  ['soak', `{ ${REQUIRE}, soak: ${EVER} }`, /it soaks: there for .* of \d+ d/],
  ['deadline', `{ ${REQUIRE}, deadline: ${EVER} }`, /FAIL/],
  ['full-within', `{ ${REQUIRE}, lanes: { quick: { ${REQUIRE}, full-within: ${EVER} } } }`, /FAIL/],
])('a policy whose %s is for ever decides, and promotes nothing', async (_, rules, message) => {
  scene.write('gate.yml', `channels: { stable: ${rules} }\n`);

  const said = await scene.saltern(['gate', 'check', ...(rules.includes('quick') ? ['--lane', 'quick'] : [])]);

  expect(said.code, said.stderr).toBe(1);
  expect(said.stdout).toMatch(message);
});
