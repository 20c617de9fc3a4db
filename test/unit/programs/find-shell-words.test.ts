import { expect, it } from 'vitest';
import { findShellWords } from '../../programs/find-shell-words.ts';

const words = (text: string): readonly string[] => findShellWords(text).map(({ word }) => word);

it.each([
  ['a pipe', 'find . -type f | sort -k 2', ['find', 'sort']],
  ['lists', 'one && two || three; four & five', ['one', 'two', 'three', 'four', 'five']],
  ['an assignment before it', 'A=1 B="x y" one two', ['one']],
  [
    'words of the shell',
    'if [ -e x ]; then one; else ! two; fi; for a in b c; do three $a; done',
    ['one', 'two', 'three'],
  ],
  ['brackets', '( one ) ; { two; }', ['one', 'two']],
  ['a substitution, quoted too', 'x=$(one "a") ; echo "b $(two "$(three)")"', ['one', 'two', 'three']],
  ['redirections', 'one > a 2>&1 < "$b/c" three', ['one']],
  ['quotes and comments', 'one \'a; b\' "c | d" # e; f\ntwo \\; g', ['one', 'two']],
  ['exec and command', 'exec one; command two', ['one', 'two']],
  ['built-ins, and what is expanded', 'set -e; cd x; $one; "$two"', []],
  ['functions of its own', 'mine() { one; }\nmine', ['one']],
])('finds the programs of %s', (_what, text, programs) => {
  expect(words(text)).toEqual(programs);
});

it('leaves out what a here document says, and keeps the lines', () => {
  const found = findShellWords("cat > file <<'EOF'\nnot a command\nEOF\none\n");

  expect(found).toEqual([
    { word: 'cat', line: 1 },
    { word: 'one', line: 4 },
  ]);
});

it('says so when a script is more than it understands', () => {
  expect(() => words('case $x in a) one;; esac')).toThrow('case');
});
