import { expect, it } from 'vitest';
import { fillVariables } from '../../../../src/base/yaml/fill-variables.ts';

const variables = { IMAGE: 'centos:stream9', EMPTY: '', NESTED: '${IMAGE}' };

it.each([
  ['nothing to fill in', 'nothing to fill in', []],
  ['${IMAGE}', 'centos:stream9', ['IMAGE']],
  ['a/${IMAGE}/b/${IMAGE}', 'a/centos:stream9/b/centos:stream9', ['IMAGE', 'IMAGE']],
  ['${GONE:-x}', 'x', ['GONE']],
  ['${GONE:-}', '', ['GONE']],
  ['${EMPTY:-x}', 'x', ['EMPTY']],
  ['${EMPTY}', '', ['EMPTY']],
  ['${IMAGE:-http://a:1/b-c}', 'centos:stream9', ['IMAGE']],
  ['${GONE:-http://a:1/b-c}', 'http://a:1/b-c', ['GONE']],
  ['$${IMAGE}', '${IMAGE}', []],
  ['$HOME, $$ and 5$', '$HOME, $$ and 5$', []],
  ['${NESTED}', '${IMAGE}', ['NESTED']],
])('%j becomes %j', (text, value, names) => {
  expect(fillVariables(text, variables)).toEqual({ value, names });
});

it.each([
  ['x${GONE}', 1, "the environment has no variable 'GONE': set it, or give a default: ${GONE:-…}"],
  ['${constructor}', 0, "the environment has no variable 'constructor'"],
  ['${IMAGE', 0, "'${IMAGE' is no variable"],
  ['a ${1}', 2, "'${1}' is no variable: write ${NAME} or ${NAME:-default}, and $${ for the text itself"],
  ['${IMAGE:=x}', 0, 'is no variable'],
  ['${}', 0, 'is no variable'],
])('%j is a problem at its place', (text, offset, trouble) => {
  expect(fillVariables(text, variables)).toMatchObject({ offset, trouble: expect.stringContaining(trouble) });
});

it('takes its time in proportion to the text', () => {
  const text = '${A:-'.repeat(50_000);

  expect(fillVariables(text, {})).toMatchObject({ offset: 0 });
});
