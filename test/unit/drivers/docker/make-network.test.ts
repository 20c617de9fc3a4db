import { expect, it } from 'vitest';
import { ofOthers } from '../../../../drivers/docker/make-network.ts';

const network = (projectId: string, madeAt: number) => ({ id: `${projectId}${madeAt}`, name: '', projectId, madeAt });

it('room is made by what other projects left long ago: not by what is new, which somebody may be about to use', () => {
  const [own, old, fresh] = [network('mine', 1), network('gone', 1), network('other', 5)];

  expect(ofOthers([own, old, fresh], 'mine', 5)).toEqual([old]);
  expect(ofOthers([own, old, fresh], 'mine', Number.POSITIVE_INFINITY)).toEqual([old, fresh]);
});
