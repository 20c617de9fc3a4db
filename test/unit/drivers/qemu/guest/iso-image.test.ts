import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoImage } from '../../../../../drivers/qemu/guest/iso-image.ts';
import { readIso } from './read-iso.ts';

describe('isoImage', () => {
  it('holds the label, and files whose records are sorted', () => {
    const image = isoImage('cidata', { 'user-data': 'a\n', 'meta-data': 'x'.repeat(2049), empty: '' });

    const { volume, names, files } = readIso(image);

    expect(volume).toBe('cidata');
    expect(names).toEqual(['EMPTY.;1', 'META-DATA.;1', 'USER-DATA.;1']);
    expect(files.get('user-data')).toBe('a\n');
    expect(files.get('meta-data')).toBe('x'.repeat(2049));
    expect(files.get('empty')).toBe('');
  });

  it('is the same for the same files', () => {
    expect(isoImage('cidata', { a: '1', b: '2' })).toEqual(isoImage('cidata', { b: '2', a: '1' }));
  });

  it('gives every file back, whatever it is called and holds', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/);
    const content = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 2040, maxLength: 5000 }));

    fc.assert(
      fc.property(fc.dictionary(name, content, { maxKeys: 12, noNullPrototype: true }), (files) => {
        const read = readIso(isoImage('cidata', files));

        expect(Object.fromEntries(read.files)).toEqual(files);
        expect(read.names).toEqual(read.names.toSorted());
      }),
      { numRuns: 60 },
    );
  });
});
