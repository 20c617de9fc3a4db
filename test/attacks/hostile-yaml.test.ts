import { rmSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/base/place/place.ts';
import { runProgram } from '../../src/cli/program.ts';
import { reportError } from '../../src/cli/report-error.ts';
import { loadPolicy } from '../../src/gate/load-policy.ts';
import { fakeApp } from '../support/fake-app.ts';

const PROJECT = `formula: none
formula-name: web
driver: fake
x-common: &common { timeouts: { create: 5m }, steps: [converge, verify, again] }
platforms:
  here: { fake: { exec: host } }
  there: { <<: *common, fake: { exec: host } }
suites:
  default: &suite
    states: [web]
    pillar: { a: [1, 0x1f, ~, "two"], b: { c: 12:30 } }
    checks: { command: { "true": { exit-status: 0 } } }
  other: { <<: *suite, excludes: [here] }
`;
const POLICY = `channels: { stable: { require: [{ suites: '*', platforms: [here, 'th*'] }], max-age: 36h } }\n`;

/** Longer than any of these takes on a busy machine; what hangs takes longer than anything. */
const QUICK_MS = 10_000;

const CHECKS = 'command: { "true": { exit-status: 0 } }\n';

const FILES = [
  { file: 'saltern.yml', text: PROJECT },
  { file: 'checks.yml', text: CHECKS },
  { file: 'gate.yml', text: POLICY },
] as const;

const HOSTILE: readonly (readonly [what: string, text: string, said: RegExp])[] = [
  ['a map that merges itself', 'suites: &s\n  <<: *s\n', /:2:7 .*'\*s' stands within '&s'/],
  ['a map that holds itself', 'suites: { d: { pillar: &p { b: *p } } }', /:1:32 .*would contain itself/],
  ['a list that holds itself', 'suites: { d: { pillar: { a: &a [*a] } } }', /:1:33 .*would contain itself/],
  ['a key that holds itself', 'suites: &a { ? [*a] : x }', /:1:17 .*would contain itself/],
  ['two maps that hold each other', 'a: &a { b: &b { c: *a, d: *b } }', /'\*a' stands within '&a'/],
  ['a merge of a list of itself', 'suites: &s { <<: [*s, *s] }', /:1:19 /],
  ['20 000 levels of lists', `suites: ${'['.repeat(20_000)}`, /nested in more than 100 levels/],
  ['20 000 levels of lists on one line', `suites:\n  ${'- '.repeat(20_000)}x`, /nested in more than 100 levels/],
  ['20 000 levels of maps', `suites: ${'{a: '.repeat(20_000)}`, /nested in more than 100 levels/],
  ['20 000 keys within keys', `${'? '.repeat(20_000)}x`, /nested in more than 100 levels/],
  ['aliases that unfold without end', `suites: { d: { pillar: { ${bomb(9, 9)} } } }`, /unfold without end/],
  [
    'merges that unfold without end',
    `suites: { d: { pillar: { ${bomb(9, 9, '<<')} } } }`,
    /unfold without end|merges maps only/,
  ],
  ['50 000 documents', '---\na: 1\n'.repeat(50_000), /:3:1 .*more than one YAML document/],
  ['two documents', 'a: 1\n--- {}\n', /:2:\d .*more than one YAML document in this file; saltern reads one/],
  [
    '40 000 keys that nobody knows',
    Array.from({ length: 10_000 }, (_, at) => `k${at}: 1\n`).join(''),
    /unknown key 'k0'/,
  ],
  ['one key 10 000 times', 'suites: 1\n'.repeat(10_000), /key 'suites' is there twice/],
  ['20 000 aliases without anchors', `suites: [${'*a,'.repeat(20_000)}]`, /there is no anchor 'a'/],
  ['nothing but errors', '\t: [}{"\n'.repeat(5000), /saltern\.yml:1:1 {2}a tab stands in the indentation/],
  ['a megabyte', `suites: '${'x'.repeat(2 ** 20)}'`, /larger than the 512\.0 KiB/],
];

describe.each(FILES)('$file with', ({ file, text }) => {
  it.each(file === 'saltern.yml' ? HOSTILE : HOSTILE.slice(0, 8))(
    '%s is a problem with its place, at once',
    async (_what, hostile, said) => {
      const { code, stderr, stdout } = await quickly(file, hostile, false);

      expect(code, stdout + stderr).toBe(2);
      expect(stderr).toMatch(said);
    },
  );

  it('anything changed in it is read or is a problem with its place, never a defect', async () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat({ max: 12 }),
      fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const changed = edits.reduce((all, [at, length, piece]) => {
          const start = at % (all.length + 1);
          return all.slice(0, start) + piece + all.slice(start + length);
        }, text as string);

        const heard = await quickly(file, changed, true);

        expect([0, 2]).toContain(heard.code);
        for (const { line } of problemsOf(heard.stdout).filter((problem) => problem.file === file)) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(changed.split(/\r\n?|\n/).length + 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** What makes YAML of YAML. */
const PIECES = [
  '&a ',
  '*a',
  '<<: ',
  '*suite',
  '&suite ',
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|\n',
  '---\n',
  '!!x ',
  '%',
  '#',
  '\n',
  '\t',
  '~',
  '__proto__: ',
  '\u0000',
  '\u001b[2J',
  '\u202e',
];

interface Read {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads a project in which one file is another, as `list` does, or as the gate reads its policy. */
async function quickly(file: string, text: string, isJson: boolean): Promise<Read> {
  const project = `${PROJECT}  third: { checks: checks.yml }\n`;
  const app = fakeApp({ 'saltern.yml': project, 'checks.yml': CHECKS, 'gate.yml': POLICY, [file]: text });
  const startedAt = performance.now();
  const code =
    file === 'gate.yml'
      ? await loadPolicy(file, app.cwd).then(
          () => 0,
          (error: unknown) => reportError(error, { app, isJson, isDebug: false }),
        )
      : await runProgram(isJson ? ['list', '--json'] : ['list'], app);
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS);
  expect(app.said.stderr).not.toMatch(/defect of saltern|RangeError/);
  rmSync(app.cwd, { recursive: true });
  return { code, ...app.said };
}

function problemsOf(stdout: string): readonly Place[] {
  if (stdout === '') return [];
  const { error }: { readonly error?: { readonly problems?: readonly Place[] } } = JSON.parse(stdout);
  return error?.problems ?? [];
}

/** `levels` anchors, each with `width` aliases of the one before. */
function bomb(levels: number, width: number, key = 'k'): string {
  const list = (inner: string): string => Array.from({ length: width }, () => inner).join(', ');
  const first = key === 'k' ? `l0: &l0 [${list('x')}]` : 'l0: &l0 { a: 1 }';
  const more = Array.from({ length: levels }, (_, at) => {
    const inner = key === 'k' ? `[${list(`*l${at}`)}]` : `{ <<: [${list(`*l${at}`)}], k${at}: [${list(`*l${at}`)}] }`;
    return `l${at + 1}: &l${at + 1} ${inner}`;
  });
  return [first, ...more].join(', ');
}
