import { expect, it } from 'vitest';
import { Admission } from '../../../src/run/admission.ts';

const GIB = 2 ** 30;
const calm = (): AbortSignal => new AbortController().signal;
const need = (gib: number, cores = 0.1) => ({ memoryBytes: gib * GIB, cores });

it('lets in while memory allows, and says why somebody waits', async () => {
  const admission = new Admission({ memoryBytes: 4 * GIB, cores: 8 });
  const told: string[] = [];
  const first = await admission.enter(need(3), calm(), (reason) => told.push(reason));

  const second = admission.enter(need(2), calm(), (reason) => told.push(reason));
  first[Symbol.dispose]();

  using _place = await second;
  expect(told).toEqual(['waiting for memory (1.0 GiB free, needs 2.0 GiB)']);
});

it.each([
  ['waiting for its turn (1 at once)', { cores: 8, most: 1 }],
  ['waiting for a core', { cores: 0.1, most: undefined }],
])('says that somebody is %s', async (reason, { cores, most }) => {
  const admission = new Admission({ memoryBytes: 4 * GIB, cores }, most);
  const told: string[] = [];
  const abort = new AbortController();
  using _first = await admission.enter(need(1), calm(), () => undefined);

  const second = admission.enter(need(1), abort.signal, (why) => told.push(why));
  abort.abort(new Error('Ctrl-C'));

  await expect(second).rejects.toThrow('Ctrl-C');
  expect(told).toEqual([reason]);
});

it('lets one in however large it is', async () => {
  const admission = new Admission({ memoryBytes: 1 * GIB, cores: 1 });

  using place = await admission.enter(need(64, 64), calm(), () => expect.unreachable());

  expect(place).toBeDefined();
});

it('lets in the next, who needs less, when one who needs much gives up', async () => {
  const admission = new Admission({ memoryBytes: 4 * GIB, cores: 8 });
  const abort = new AbortController();
  using _first = await admission.enter(need(3), calm(), () => undefined);
  const large = admission.enter(need(2), abort.signal, () => undefined);
  const small = admission.enter(need(1), calm(), () => undefined);

  abort.abort(new Error('not any more'));

  await expect(large).rejects.toThrow('not any more');
  using place = await small;
  expect(place).toBeDefined();
});

it('takes back a place once, however often it is given', async () => {
  const admission = new Admission({ memoryBytes: 100 * GIB, cores: 100 }, 1);
  const abort = new AbortController();
  const first = await admission.enter(need(1), calm(), () => undefined);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  using _second = await admission.enter(need(1), calm(), () => undefined);

  const third = admission.enter(need(1), abort.signal, () => undefined);
  abort.abort(new Error('still full'));

  await expect(third).rejects.toThrow('still full');
});
