import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDurations, readKnownDurations, writeDurations } from '../../../../src/farm/shards/durations-file.ts';

const place = () => join(mkdtempSync(join(tmpdir(), 'saltern-durations-')), 'durations.json');

describe('a file of durations', () => {
  it('gives what was written, and is the same for the same times', async () => {
    const [file, other] = [place(), place()];

    await writeDurations(file, { b: 2.4, a: 1 });
    await writeDurations(other, { a: 1, b: 2.4 });

    expect(await readDurations(file)).toEqual({ a: 1, b: 2 });
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(other, 'utf8'));
  });

  it('that is not there yet is nothing to who writes it, and an error to who needs it', async () => {
    const file = place();

    expect(await readKnownDurations(file)).toBeUndefined();
    await expect(readDurations(file)).rejects.toThrow(`The durations in '${file}' cannot be read: it is not there`);
  });

  it.each([
    ['no JSON', 'a: 1'],
    ['another form', '{"version":2,"ms":{}}'],
    ['negative times', '{"version":1,"ms":{"a":-1}}'],
    ['times that are texts', '{"version":1,"ms":{"a":"1"}}'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('is refused where it is %s', async (_, text) => {
    const file = place();
    writeFileSync(file, text);

    await expect(readDurations(file)).rejects.toThrow('it holds no such times');
  });

  it('is refused where it is a folder', async () => {
    const file = place();
    mkdirSync(file);

    await expect(readDurations(file)).rejects.toThrow('it is a folder, not a file');
  });
});
