import { expect, it } from 'vitest';
import { isSealed, KEY_BYTES, seal, unseal } from '../../../../src/base/secret/seal.ts';

const key = Buffer.alloc(KEY_BYTES, 1);
const secret = Buffer.from('correct horse battery staple');

it('opens what was sealed with the same key, as the same thing', () => {
  const sealed = seal(secret, { key, about: 'pillar' });

  expect(unseal(sealed, { key, about: 'pillar' })).toEqual(secret);
  expect(isSealed(sealed)).toBe(true);
  expect(sealed.includes('horse')).toBe(false);
});

it('opens nothing with another key, as another thing, or after a bit was changed', () => {
  const sealed = seal(secret, { key, about: 'pillar' });

  expect(unseal(sealed, { key: Buffer.alloc(KEY_BYTES, 2), about: 'pillar' })).toBeUndefined();
  expect(unseal(sealed, { key, about: 'trees' })).toBeUndefined();
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(unseal(changed, { key, about: 'pillar' })).toBeUndefined();
  }
  expect(unseal(sealed.subarray(0, 20), { key, about: 'pillar' })).toBeUndefined();
});

it('gives the same bytes for the same content, and others for another', () => {
  const [one, same, other] = [secret, secret, Buffer.from('correct horse battery staplf')].map((bytes) =>
    seal(bytes, { key, about: 'pillar' }),
  );

  expect(one).toEqual(same);
  expect(one?.subarray(4, 16)).not.toEqual(other?.subarray(4, 16));
});
