import { expect, it } from 'vitest';
import { findWords } from '../../../../src/plan/changed/find-words.ts';

it.each<readonly [line: string, words: readonly string[]]>([
  ['sh scripts/prepare.sh --quiet', ['scripts/prepare.sh']],
  ['./scripts/prepare.sh', ['./scripts/prepare.sh']],
  ['FILE=data/a.json ./run.sh', ['FILE', 'data/a.json', './run.sh']],
  ['test -f a.txt && cat b.txt; (cd folder; make)', ['a.txt', 'b.txt', 'folder']],
  ['if [ -e a ]; then . lib.sh; fi', ['a', ']', 'lib.sh']],
  ['tool --config=conf/a.yml --out:x', ['conf/a.yml', 'x']],
  [`bash -c 'python3 "tools/x.py"'`, ['python3', 'tools/x.py']],
  ['cat files/*.conf', ['files']],
  ['cat *.conf', ['.']],
  ['run "scripts/$NAME.sh"', ['scripts']],
  ['rsync files/{a,b} x', ['files', 'b}', 'x']],
  ['a <in.txt >out.txt', ['in.txt', 'out.txt']],
  ['echo `cat version`', ['version']],
])('%s', (line, words) => {
  expect(findWords(line)).toEqual(words);
});
