import { describe, expect, it } from 'vitest';
import { Admission, countAtOnce } from '../../../src/run/admission.ts';

const GIB = 2 ** 30;
const small = { memoryBytes: GIB, cores: 1 };
const calm = new AbortController().signal;

/** Asks for a place, and keeps what was said and whether it was given. */
function ask(admission: Admission, need = small, signal = calm) {
  const asked = { reasons: [] as string[], isIn: false };
  const entered = admission
    .enter(need, signal, (reason) => asked.reasons.push(reason))
    .then((place) => {
      asked.isIn = true;
      return place;
    });
  return { ...asked, asked, entered };
}

/** Lets everything happen that waits for nothing else. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('admission', () => {
  it('lets in at once what there is room for, and says nothing', async () => {
    const admission = new Admission({ memoryBytes: 2 * GIB, cores: 2 });

    const both = [ask(admission), ask(admission)];
    await settled();

    expect(both.map(({ asked }) => asked)).toEqual([
      { isIn: true, reasons: [] },
      { isIn: true, reasons: [] },
    ]);
  });

  it.each([
    ['memory', { memoryBytes: GIB, cores: 8 }, undefined, 'waiting for memory (0.0 GiB free, needs 1.0 GiB)'],
    ['a core', { memoryBytes: 8 * GIB, cores: 1 }, undefined, 'waiting for a core'],
    ["the user's own limit", { memoryBytes: 8 * GIB, cores: 8 }, 1, 'waiting for its turn (1 at once)'],
  ])('lets who needs %s wait until another one leaves, and says why', async (_, limits, most, reason) => {
    const admission = new Admission(limits, most);
    const first = await ask(admission).entered;
    const second = ask(admission);
    await settled();
    const before = { ...second.asked };

    first[Symbol.dispose]();
    await second.entered;

    expect(before).toEqual({ isIn: false, reasons: [reason] });
    expect(second.asked).toEqual({ isIn: true, reasons: [reason] });
  });

  it('lets one in however big it is: better slow than never', async () => {
    const admission = new Admission({ memoryBytes: GIB, cores: 1 });

    const place = await ask(admission, { memoryBytes: 64 * GIB, cores: 64 }).entered;

    expect(place).toBeDefined();
  });

  it('keeps the order of those who wait, though a later one would fit', async () => {
    const admission = new Admission({ memoryBytes: 4 * GIB, cores: 8 });
    const first = await ask(admission, { memoryBytes: 3 * GIB, cores: 1 }).entered;
    const big = ask(admission, { memoryBytes: 2 * GIB, cores: 1 });
    const little = ask(admission);
    await settled();
    const before = [big.asked.isIn, little.asked.isIn];

    first[Symbol.dispose]();
    await Promise.all([big.entered, little.entered]);

    expect(before).toEqual([false, false]);
  });

  it('lets in as many as the user asked for, however few the cores are', async () => {
    const admission = new Admission({ memoryBytes: 64 * GIB, cores: 1 }, 3);

    const four = Array.from({ length: 4 }, () => ask(admission));
    await settled();

    expect(four.map(({ asked }) => asked)).toEqual([
      { isIn: true, reasons: [] },
      { isIn: true, reasons: [] },
      { isIn: true, reasons: [] },
      { isIn: false, reasons: ['waiting for its turn (3 at once)'] },
    ]);
  });

  it('lets in no more than memory allows, whatever the user asked for', async () => {
    const admission = new Admission({ memoryBytes: 2 * GIB, cores: 8 }, 3);

    const three = Array.from({ length: 3 }, () => ask(admission));
    await settled();

    expect(three.map(({ asked }) => asked.reasons)).toEqual([
      [],
      [],
      ['waiting for memory (0.0 GiB free, needs 1.0 GiB)'],
    ]);
  });

  it('adds tenths of cores up to whole ones', async () => {
    const admission = new Admission({ memoryBytes: 64 * GIB, cores: 1 });

    const ten = Array.from({ length: 10 }, () => ask(admission, { memoryBytes: 1, cores: 0.1 }));
    await settled();

    expect(ten.every(({ asked }) => asked.isIn)).toBe(true);
  });

  it('forgets who gave up waiting, and throws the reason', async () => {
    const admission = new Admission({ memoryBytes: GIB, cores: 1 });
    const first = await ask(admission).entered;
    const stop = new AbortController();
    const reason = new Error('enough');
    const second = ask(admission, small, stop.signal);
    const third = ask(admission);

    stop.abort(reason);
    await expect(second.entered).rejects.toBe(reason);
    first[Symbol.dispose]();

    await expect(third.entered).resolves.toBeDefined();
  });

  it('does not even ask when it is aborted already', async () => {
    const reason = new Error('too late');
    const { entered } = ask(new Admission(small), small, AbortSignal.abort(reason));

    await expect(entered).rejects.toBe(reason);
  });

  it('lets in the next, who needs less, when one who needs much gives up', async () => {
    const admission = new Admission({ memoryBytes: 4 * GIB, cores: 8 });
    const abort = new AbortController();
    using _first = await admission.enter({ memoryBytes: 3 * GIB, cores: 0.1 }, calm, () => undefined);
    const large = admission.enter({ memoryBytes: 2 * GIB, cores: 0.1 }, abort.signal, () => undefined);
    const next = admission.enter(small, calm, () => undefined);

    abort.abort(new Error('not any more'));

    await expect(large).rejects.toThrow('not any more');
    using place = await next;
    expect(place).toBeDefined();
  });

  it('takes back a place once, however often it is given', async () => {
    const admission = new Admission({ memoryBytes: 100 * GIB, cores: 100 }, 1);
    const abort = new AbortController();
    const first = await admission.enter(small, calm, () => undefined);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    using _second = await admission.enter(small, calm, () => undefined);

    const third = admission.enter(small, abort.signal, () => undefined);
    abort.abort(new Error('still full'));

    await expect(third).rejects.toThrow('still full');
  });
});

describe('how many are let in at once', () => {
  const limits = { memoryBytes: 4 * GIB, cores: 2 };

  it.each([
    ['as many as there are', 1, undefined, limits, 1],
    ['as many as there are, though more were asked for', 3, 8, limits, 3],
    ['as cores allow', 9, undefined, limits, 2],
    ['as was asked for, less than cores allow', 9, 1, limits, 1],
    ['as was asked for, more than cores allow', 9, 3, limits, 3],
    ['as memory allows, less than was asked for', 9, 8, limits, 4],
    ['as memory allows, less than cores do', 9, undefined, { memoryBytes: GIB, cores: 8 }, 1],
    ['one, though there is no room for it', 9, 8, { memoryBytes: 0, cores: 0 }, 1],
    ['one, though there is none to let in', 0, undefined, limits, 1],
  ])('is %s', (_, number, most, room, expected) => {
    const needs = Array.from({ length: number }, () => small);

    expect(countAtOnce(needs, room, most)).toBe(expected);
  });

  it('goes by what each of the first needs', () => {
    const needs = [small, { memoryBytes: 3 * GIB, cores: 0.5 }, small];

    expect(countAtOnce(needs, limits)).toBe(2);
  });
});
