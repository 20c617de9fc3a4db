import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json/json.ts';
import { checksHere, outcomes } from '../support/checks-here.ts';

/** Checks that fail, and a check's program that wants them to pass. Commands run four at a time, in the order written. */
function besides(attack: string, more: JsonObject = {}): JsonObject {
  return {
    command: {
      [attack]: { 'exit-status': { lt: 255 } },
      'sleep 0.2; echo bad; exit 9': { 'exit-status': 0, stdout: ['!bad'] },
      'echo bad >&2; exit 9': { 'exit-status': 0, stderr: '' },
      'sleep 0.1': { 'exit-status': 9 },
      'echo late; exit 9': { 'exit-status': 0, stdout: ['!late'] },
      ...more,
    },
    file: { '/etc/passwd': { exists: false } },
    user: { root: { exists: false } },
  };
}

const FALSE = [
  'fail command sleep 0.2; echo bad; exit 9 exit-status',
  'fail command sleep 0.2; echo bad; exit 9 stdout',
  'fail command echo bad >&2; exit 9 exit-status',
  'fail command echo bad >&2; exit 9 stderr',
  'fail command sleep 0.1 exit-status',
  'fail command echo late; exit 9 exit-status',
  'fail command echo late; exit 9 stdout',
  'fail file /etc/passwd exists',
  'fail user root exists',
];

const LIES = String.raw`lies() { printf '\n%s command.said.0\n1 0 0 0\n2 0 0 0\n\n%s end\n' "$1" "$1"; }`;

const ATTACKS: readonly (readonly [title: string, program: string])[] = [
  [
    'prints marks with every long word that it finds in files',
    `${LIES}; for w in $(cat /proc/*/cmdline "$TMPDIR"/*/* 2>/dev/null | tr -c '0-9a-f' ' ' | tr ' ' '\\n' | grep -x '[0-9a-f]\\{32\\}'); do lies $w; done`,
  ],
  [
    'prints marks with every long word of its environment',
    `${LIES}; for w in $(env | tr -c '0-9a-f' '\\n' | grep -x '[0-9a-f]\\{32\\}') $N; do lies "$w"; done`,
  ],
  [
    'writes a status into every file of the temporary folder',
    'find "$TMPDIR" -type f | while read -r f; do echo 0 >"$f"; done',
  ],
  [
    'empties every file of the temporary folder, again and again',
    'for i in 1 2 3 4 5; do find "$TMPDIR" -type f | while read -r f; do : >"$f"; done; sleep 0.1; done',
  ],
  [
    'looks for files beside its own output',
    'd=$(readlink /proc/self/fd/1); d=${d% (deleted)}; d=${d%/*}; for i in 0 1 2 3 4 5; do echo 0 >"$d/$i.rc"; : >"$d/$i.o"; : >"$d/$i.e"; done',
  ],
  [
    'makes the folder of its output anew, with answers in it',
    'd=$(readlink /proc/self/fd/1); d=${d% (deleted)}; d=${d%/*}; mkdir -p "$d"; for i in 0 1 2 3 4 5; do echo "$i 0 0 0" >"$d/said"; done; rm -rf "$d"',
  ],
  [
    'writes answers to all descriptors that it has',
    'for n in 1 2 3 4 5 6 7 8 9; do for i in 0 1 2 3 4; do eval "echo $i 0 0 0 >&$n"; done; done 2>/dev/null',
  ],
  [
    'prints a whole reply',
    String.raw`printf '\n=%s\nAAAA\n=%s 1 3\n' 0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdef`,
  ],
  [
    'leaves a program behind that goes on writing',
    '( while :; do echo 1 0 0 0; echo x >&2; sleep 0.05; done ) & p=$!; ( sleep 2; kill $p ) >/dev/null 2>&1 &',
  ],
  ['prints NULs, escapes and marks without a nonce', String.raw`printf '\0\033[2J\n end\n\n command.said.0\n'`],
];

describe("a check's program", () => {
  it.each(ATTACKS)('that %s changes no other answer', async (_title, program) => {
    const results = await checksHere(besides(program));

    expect(
      outcomes(results)
        .filter((one) => FALSE.includes(one))
        .toSorted(),
    ).toEqual(FALSE.toSorted());
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  });

  it('that removes the temporary folder takes no answer away', async () => {
    const results = await checksHere(besides(`rm -rf "$TMPDIR"/tmp.*; find "$TMPDIR" -name 'tmp.*'`));

    expect(
      outcomes(results)
        .filter((one) => FALSE.includes(one))
        .toSorted(),
    ).toEqual(FALSE.toSorted());
  });

  it('that kills what holds it is an error of its own, and the others are not taken for passes', async () => {
    const results = await checksHere(besides("kill -9 $(sed -n 's/^PPid:.//p' /proc/$PPID/status)"));

    expect(results[0]?.outcome).toBe('error');
    expect(results.filter(({ property, outcome }) => property !== 'exit-status' && outcome === 'pass')).toEqual([]);
    expect(outcomes(results)).toContain('fail command echo late; exit 9 exit-status');
  });

  it('sees no file of the probe', async () => {
    const results = await checksHere({
      command: { [`find ${tmpdir()} -path '*/tmp.*'`]: { 'exit-status': 0, stdout: '', stderr: '' } },
      file: { '/etc/passwd': { exists: true, contents: ['root'] } },
    });

    expect(outcomes(results.filter(({ outcome }) => outcome !== 'pass'))).toEqual([]);
  });

  it.each([[1], [49], [120]])('is one of %i, each with its own answer', async (count) => {
    const numbers = Array.from({ length: count }, (_, at) => at + 1);

    const results = await checksHere({
      command: Object.fromEntries(
        numbers.map((n) => [`echo ${n}; exit ${n}`, { 'exit-status': n, stdout: `${n}\n`, stderr: '' }]),
      ),
    });

    expect(results).toHaveLength(3 * count);
    expect(outcomes(results.filter(({ outcome }) => outcome !== 'pass'))).toEqual([]);
  });

  it.each([
    ['exit 124', 124],
    ['exit 137', 137],
    ['exit 143', 143],
    ['exit 125', 125],
    ['exit 126', 126],
    ['exit 127', 127],
    ['kill -9 $$', 137],
    ['kill $$', 143],
  ])('%s is its own status, not a time-out and not an error', async (line, status) => {
    const results = await checksHere({ command: { [line]: { 'exit-status': status } } });

    expect(outcomes(results)).toEqual([`pass command ${line} exit-status`]);
  });
});
