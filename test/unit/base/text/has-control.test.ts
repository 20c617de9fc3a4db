import { expect, it } from 'vitest';
import { hasControl } from '../../../../src/base/text/has-control.ts';

it('finds exactly what Unicode calls a control character', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

  expect(all.filter((one) => hasControl(`a${one}b`))).toEqual(all.filter((one) => /\p{Cc}/u.test(one)));
});
