import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/gate/load-policy.ts';
import { readYaml } from '../../../src/base/yaml/read-yaml.ts';
import { parsePolicy } from '../../../src/gate/parse-policy.ts';

function parse(text: string) {
  return parsePolicy(readYaml({ path: '/project/gate.yml', cwd: '/project', text }));
}

function problemsOf(text: string): readonly string[] {
  return parse(text).problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
}

describe('parsePolicy', () => {
  it('reads channels with patterns or lists of patterns and an age', () => {
    const text = `channels:
  stable:
    require:
      - { suites: '*', platforms: [centos-7, centos-stream-*] }
    max-age: 36h
`;

    const { channels, problems } = parse(text);

    expect(problems).toEqual([]);
    expect(channels).toEqual({
      stable: {
        require: [
          {
            suites: ['*'],
            platforms: ['centos-7', 'centos-stream-*'],
            place: { file: 'gate.yml', line: 4, column: 9 },
          },
        ],
        maxAgeMs: 36 * 3_600_000,
        requiresChecks: false,
        packages: { strict: true, allow: [] },
        afterFailure: 'freeze',
      },
    });
  });

  it('reads whether a channel requires checks', () => {
    const require = "require: [{ suites: '*', platforms: '*' }]";

    const { channels } = parse(`channels: { stable: { ${require}, require-checks: true } }\n`);

    expect(channels['stable']).toMatchObject({ requiresChecks: true });
  });

  it.each([
    [
      'a word where true or false is meant',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], require-checks: always } }\n",
      ["gate.yml:1:83 'require-checks': expected true or false, got 'always'"],
    ],
    ['an empty file', '', ["gate.yml:1:1 'channels' is missing"]],
    ['a file that is no map', '- stable\n', ['gate.yml:1:1 expected a map, got a list']],
    ['no channel', 'channels: {}\n', ["gate.yml:1:11 'channels' is empty: an empty gate opens for anything"]],
    [
      'channels without a value',
      'channels:\n',
      ["gate.yml:1:10 'channels' is empty: an empty gate opens for anything"],
    ],
    ['a channel without a value', 'channels:\n  stable:\n', ["gate.yml:2:3 'require' is missing"]],
    [
      'an empty list of requirements',
      'channels: { stable: { require: [] } }\n',
      ["gate.yml:1:32 channel 'stable' requires nothing: an empty gate opens for anything"],
    ],
    [
      'a list that is none',
      "channels: { stable: { require: '*' } }\n",
      ["gate.yml:1:32 'require': expected a list, got '*'"],
    ],
    [
      'a requirement without platforms',
      "channels: { stable: { require: [{ suites: '*' }] } }\n",
      ["gate.yml:1:33 'platforms' is missing"],
    ],
    [
      'an empty list of patterns',
      "channels: { stable: { require: [{ suites: [], platforms: '*' }] } }\n",
      ["gate.yml:1:43 'suites' is empty: name some, or '*' for all"],
    ],
    [
      'an empty pattern',
      "channels: { stable: { require: [{ suites: '*', platforms: [''] }] } }\n",
      ["gate.yml:1:60 'platforms': expected some text, got ''"],
    ],
    [
      'an age without a unit',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36 } }\n",
      ["gate.yml:1:76 'max-age': expected a time with its unit, such as 90m, 36h, 7d or 2w, got '36'"],
    ],
    [
      'an age of nothing',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 0h } }\n",
      ["gate.yml:1:76 'max-age' is zero: every result would be too old"],
    ],
    [
      'a channel that shadows latest',
      "channels: { latest: { require: [{ suites: '*', platforms: '*' }] } }\n",
      ["gate.yml:1:13 'latest' cannot be a channel's name: it always is the newest snapshot"],
    ],
    [
      'a channel that leaves its folder',
      "channels: { ../x: { require: [{ suites: '*', platforms: '*' }] } }\n",
      ["gate.yml:1:13 expected a name of letters, digits, dots, dashes and underscores, got '../x'"],
    ],
    [
      'a key that nothing here is like',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], foo: 1 } }\n",
      ["gate.yml:1:67 unknown key 'foo'"],
    ],
    [
      'a soak that is longer than results count',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36h, soak: 7d } }\n",
      [
        "gate.yml:1:87 'soak: 7d' is not over before 'max-age: 36h' makes the results stale, so nothing would ever be promoted; make 'max-age' longer than 'soak', or leave it out",
      ],
    ],
    [
      'a soak that ends when results no longer count',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 1w, max-age: 7d } }\n",
      [expect.stringMatching(/^gate\.yml:1:73 'soak: 1w' is not over before 'max-age: 7d'/)],
    ],
    [
      'a lane that soaks for longer than results count',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 3d, lanes: { slow: { soak: 4d } } } }\n",
      [expect.stringMatching(/^gate\.yml:1:103 'soak: 4d' is not over before 'max-age: 3d'/)],
    ],
    [
      'a time for what no lane left out',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], lanes: { quick: { soak: 0m, full-within: 2d } } } }\n",
      [expect.stringMatching(/^gate\.yml:1:108 'full-within: 2d' has no effect in a lane without a 'require'/)],
    ],
  ])('refuses %s at its place', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it.each([
    ['a deadline that ends before the soak: it is for what is lacking', 'soak: 7d, deadline: 2d'],
    ['a soak of nothing', 'soak: 0m, max-age: 1h'],
    [
      'a lane that soaks less',
      "max-age: 8d, soak: 7d, lanes: { quick: { require: [{ suites: '*', platforms: '*' }], soak: 0m, approvals: 3, full-within: 1h } }",
    ],
    ['as many passes as tries', 'attempts: { max: 3, need: 3 }'],
  ])('reads %s', (_, rules) => {
    const text = `channels: { stable: { require: [{ suites: '*', platforms: '*' }], ${rules} } }\n`;

    expect(problemsOf(text)).toEqual([]);
  });

  it('names all problems at once, with what may have been meant', () => {
    const text = `channels:
  stable:
    requires: []
    require: [{ suite: '*', platforms: '*' }]
    max-age: soon
`;

    const problems = problemsOf(text);

    expect(problems).toEqual([
      "gate.yml:3:5 unknown key 'requires'; did you mean 'require'?",
      "gate.yml:4:17 unknown key 'suite'; did you mean 'suites'?",
      "gate.yml:5:14 'max-age': expected a time with its unit, such as 90m, 36h, 7d or 2w, got 'soon'",
    ]);
  });

  it('says what is wrong with a day that no calendar has', () => {
    const optOut = '{ suites: a, platforms: b, reason: c, expires: 2026-02-30 }';
    const text = `channels: { stable: { require: [{ suites: '*', platforms: '*' }], opt-outs: [${optOut}] } }\n`;

    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^gate\.yml:1:\d+ '2026-02-30' is on no calendar; write a time such as /),
    ]);
  });

  it('says where YAML itself is broken', () => {
    const text = "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";

    expect(problemsOf('channels: {\n  a: b\n')).toEqual([expect.stringMatching(/^gate\.yml:\d+:\d+ /)]);
    expect(problemsOf(text + text)).toEqual(["gate.yml:2:1 key 'channels' is there twice; first on line 1"]);
  });
});

describe('loadPolicy', () => {
  it('binds the policy to the digest of its bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saltern-policy-'));
    await writeFile(join(folder, 'gate.yml'), "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n");

    const policy = await loadPolicy('gate.yml', folder);

    expect(policy.file).toBe('gate.yml');
    expect(policy.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    await rm(folder, { recursive: true });
  });

  it('tells a missing file from a bad one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saltern-policy-'));
    await writeFile(join(folder, 'bad.yml'), 'channels: {}\n');

    await expect(loadPolicy('gate.yml', folder)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
    await expect(loadPolicy('bad.yml', folder)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      exitCode: 2,
      message: "bad.yml:1:11  'channels' is empty: an empty gate opens for anything",
      problems: [
        { file: 'bad.yml', line: 1, column: 11, message: "'channels' is empty: an empty gate opens for anything" },
      ],
    });
    await rm(folder, { recursive: true });
  });
});
