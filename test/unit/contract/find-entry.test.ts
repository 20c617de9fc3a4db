import { describe, expect, it } from 'vitest';
import { findEntry } from '../../../src/contract/find-entry.ts';

const REGISTRY = { docker: 1, qemu: 2 };
const WORDS = { code: 'DRIVER_UNKNOWN', one: 'driver', many: 'drivers' } as const;

describe('an entry of a registry', () => {
  it('is found by its name', () => {
    expect(findEntry(REGISTRY, 'qemu', WORDS)).toBe(2);
  });

  it('that there is not is refused, with what may have been meant and what there is', () => {
    expect(() => findEntry(REGISTRY, 'dokcer', WORDS)).toThrow(
      expect.objectContaining({
        code: 'DRIVER_UNKNOWN',
        message: "There is no driver 'dokcer'; did you mean 'docker'?",
        hint: 'Known drivers: docker, qemu.',
      }),
    );
  });

  it('is called by what its owner calls it', () => {
    expect(() => findEntry(REGISTRY, 'x', { code: 'USAGE', one: 'kind of store' })).toThrow(
      expect.objectContaining({ message: "There is no kind of store 'x'", hint: 'Known: docker, qemu.' }),
    );
  });

  it.each(['constructor', '__proto__', 'toString', ''])('is never what every object has: %j', (name) => {
    expect(() => findEntry(REGISTRY, name, WORDS)).toThrow(expect.objectContaining({ code: 'DRIVER_UNKNOWN' }));
  });
});
