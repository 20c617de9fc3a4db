import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/gate/load-policy.ts';
import { parsePolicy } from '../../../src/gate/parse-policy.ts';

function problemsOf(text: string): readonly string[] {
  return parsePolicy(text, 'gate.yml').problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

describe('parsePolicy', () => {
  it('reads channels with patterns or lists of patterns and an age', () => {
    const text = `channels:
  stable:
    require:
      - { suites: '*', platforms: [centos-7, centos-stream-*] }
    max-age: 36h
`;

    const { channels, problems } = parsePolicy(text, 'gate.yml');

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
      },
    });
  });

  it.each([
    ['an empty file', '', ['gate.yml:1:1 the policy is empty: an empty gate opens for anything']],
    ['no channel', 'channels: {}\n', ['gate.yml:1:11 an empty gate opens for anything']],
    ['channels without a value', 'channels:\n', ['gate.yml:1:10 channels is empty: an empty gate opens for anything']],
    [
      'a channel without a value',
      'channels:\n  stable:\n',
      [
        "gate.yml:2:10 channel 'stable' is empty: an empty gate opens for anything",
        "gate.yml:2:3 channel 'stable' requires nothing: an empty gate opens for anything",
      ],
    ],
    [
      'an empty list of requirements',
      'channels: { stable: { require: [] } }\n',
      ["gate.yml:1:32 channel 'stable' requires nothing: an empty gate opens for anything"],
    ],
    [
      'a list that is none',
      "channels: { stable: { require: '*' } }\n",
      ["gate.yml:1:32 'require' must be a list of { suites, platforms }"],
    ],
    [
      'a requirement without platforms',
      "channels: { stable: { require: [{ suites: '*' }] } }\n",
      ["gate.yml:1:33 'platforms' must be a pattern or a list of patterns, for example '*'"],
    ],
    [
      'an empty list of patterns',
      "channels: { stable: { require: [{ suites: [], platforms: '*' }] } }\n",
      ["gate.yml:1:43 'suites' must be a pattern or a list of patterns, for example '*'"],
    ],
    [
      'an age without a unit',
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36 } }\n",
      ["gate.yml:1:76 'max-age' must be a time with its unit: 90m, 36h, 7d or 2w"],
    ],
    [
      'a channel that shadows latest',
      "channels: { latest: { require: [{ suites: '*', platforms: '*' }] } }\n",
      ["gate.yml:1:13 'latest' cannot be a channel's name; letters, digits, '.', '_' and '-' can, 'latest' is taken"],
    ],
    [
      'a channel that leaves its folder',
      "channels: { ../x: { require: [{ suites: '*', platforms: '*' }] } }\n",
      ["gate.yml:1:13 '../x' cannot be a channel's name; letters, digits, '.', '_' and '-' can, 'latest' is taken"],
    ],
  ])('refuses %s at its place', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
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
      "gate.yml:4:15 'suites' must be a pattern or a list of patterns, for example '*'",
      "gate.yml:5:14 'max-age' must be a time with its unit: 90m, 36h, 7d or 2w",
    ]);
  });

  it('says where YAML itself is broken', () => {
    expect(problemsOf('channels: {\n  a: b\n')[0]).toMatch(/^gate\.yml:\d+:\d+ /);
    expect(problemsOf('channels: {}\nchannels: {}\n')[0]).toMatch(/^gate\.yml:2:1 /);
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
      message: expect.stringContaining('bad.yml:1:11'),
    });
    await rm(folder, { recursive: true });
  });
});
