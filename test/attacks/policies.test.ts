import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';

/** Everything passed: whatever does not open here is shut by its policy. */
let scene: AttackScene;
const GOOD = "require: [{ suites: '*', platforms: '*' }]";
beforeAll(async () => {
  scene = await attackScene({ packages: [{ name: 'alpha' }] });
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);
});
afterAll(() => scene[Symbol.asyncDispose]());
beforeEach(() => scene.write('gate.yml', `channels: { stable: { ${GOOD} } }\n`));

it('a policy that is right opens', async () => {
  expect(await scene.saltern(['gate', 'check'])).toMatchObject({ code: 0 });
});

describe('a policy that asks for nothing, or says something else than it seems to, decides nothing', () => {
  it.each<[string, string, RegExp]>([
    ['an empty file', '', /gate\.yml:1:1 /],
    ['an empty map', '{}', /'channels' is missing/],
    ['no channel', 'channels: {}', /an empty gate opens for anything/],
    ['nothing required', 'channels: { stable: { require: [] } }', /requires nothing/],
    ['no suites', "channels: { stable: { require: [{ suites: [], platforms: '*' }] } }", /'suites' is empty/],
    [
      'a pattern that matches nothing',
      "channels: { stable: { require: [{ suites: demp, platforms: '*' }] } }",
      /no suite matches 'demp'/,
    ],
    ['a misspelt key', `channels: { stable: { ${GOOD}, max-aeg: 1h } }`, /max-aeg/],
    [
      'an age without a value in a flow map',
      `channels: { stable: { ${GOOD}, max-age } }`,
      /gate\.yml:1:\d+ .*'max-age'/,
    ],
    [
      'an age without a value in a block map',
      `channels:\n  stable:\n    ${GOOD}\n    max-age:\n`,
      /gate\.yml:4:\d+ .*'max-age'/,
    ],
    ['an age that is null', `channels: { stable: { ${GOOD}, max-age: ~ } }`, /'max-age'/],
    ['an age of nothing', `channels: { stable: { ${GOOD}, max-age: 0h } }`, /every result would be too old/],
    ['an age below nothing', `channels: { stable: { ${GOOD}, max-age: -1h } }`, /'max-age'/],
    [
      'rules that never let anything through together',
      `channels:\n  stable:\n    ${GOOD}\n    soak: 7d\n    max-age: 36h\n`,
      /gate\.yml:4:11 .*'soak: 7d' is not over before 'max-age: 36h'/,
    ],
    [
      'the same in a lane that nobody asks for now',
      `channels:\n  stable:\n    ${GOOD}\n    max-age: 36h\n    lanes: { slow: { soak: 2d } }\n`,
      /gate\.yml:5:28 .*'soak: 2d'/,
    ],
    [
      'platforms without a value in a flow map',
      "channels: { stable: { require: [{ suites: '*', platforms }] } }",
      /'platforms'/,
    ],
    ['a channel without a value in a flow map', 'channels: { stable }', /'require' is missing/],
    [
      'one channel under two keys',
      `channels:\n  stable: { ${GOOD} }\n  1: { ${GOOD} }\n  '1': { ${GOOD} }\n`,
      /gate\.yml:4:3 .*key '1' is there twice/,
    ],
    ['one channel twice', `channels:\n  stable: { ${GOOD} }\n  "stable": { ${GOOD} }\n`, /key 'stable' is there twice/],
    ['two documents', `channels: { stable: { ${GOOD} } }\n---\nchannels: {}\n`, /more than one YAML document/],
  ])('%s', async (_, text, message) => {
    scene.write('gate.yml', text);

    const check = await scene.saltern(['gate', 'check']);
    const promoted = await scene.saltern(['promote']);

    expect([check.code, promoted.code]).toEqual([2, 2]);
    expect(check.stderr).toMatch(message);
    expect(check.stderr).toMatch(/nothing was decided/);
    expect(await scene.stable()).toBeUndefined();
  });

  it.each(['', '../stable', 'STABLE', 'constructor', '__proto__', 'x'.repeat(300)])(
    "a channel '%s' that the policy does not know",
    async (channel) => {
      const promoted = await scene.saltern(['promote', '--channel', channel]);

      expect(promoted.code).toBe(2);
      expect(promoted.stderr).toContain('says nothing about the channel');
    },
  );
});

describe('patterns take no time', () => {
  it.each([
    ['thirty stars', `${'*e'.repeat(30)}*x`],
    ['a thousand stars', `${'*'.repeat(1000)}x`],
  ])('%s in a policy', async (_, pattern) => {
    scene.write('gate.yml', `channels: { stable: { require: [{ suites: '${pattern}', platforms: '*' }] } }\n`);
    const began = performance.now();

    const check = await scene.saltern(['gate', 'check']);

    expect(check).toMatchObject({ code: 2, stderr: expect.stringContaining('no suite matches') });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('thirty stars against a long name of a suite', async () => {
    const long = 'a'.repeat(80);
    await using other = await attackScene({
      suites: { [long]: { checks: { command: { true: { 'exit-status': 0 } } } } },
    });

    const list = await other.saltern(['list', `${'*a'.repeat(30)}*x`]);

    expect(list).toMatchObject({ code: 2, stderr: expect.stringContaining('No instance matches') });
  });
});
