import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../../src/base/json/json.ts';
import { projectFolders } from '../../../src/contract/project-folders.ts';
import { openWanted, openWantedOfFleet, type ReporterEntry } from '../../../src/report/index.ts';
import { verdictFile } from '../../../src/store/files/verdict-file.ts';

/** Entries that tell what they were opened with. */
function pretend() {
  const opened: [string, object][] = [];
  const entry = (name: string, isOn: boolean, schema?: z.ZodType): ReporterEntry => ({
    ...(schema === undefined ? {} : { schema: () => Promise.resolve(schema) }),
    isOn,
    load: async () => ({
      open(settings) {
        opened.push([name, settings]);
        return [{ on: () => undefined }];
      },
    }),
  });
  const section = z.union([z.boolean(), z.strictObject({ file: z.string().optional() })]);
  const entries = { on: entry('on', true, section), off: entry('off', false, section), always: entry('always', true) };
  return { opened, entries };
}

const context = {
  project: 'p',
  cwd: '/',
  environment: {},
  order: () => undefined,
  folders: projectFolders('/none'),
  instances: [],
  verdicts: verdictFile(projectFolders('/none')),
};

describe('reporters that the project wants', () => {
  it.each<[Readonly<Record<string, Json>>, readonly [string, object][]]>([
    [
      {},
      [
        ['on', {}],
        ['always', {}],
      ],
    ],
    [{ on: false }, [['always', {}]]],
    [
      { on: true, off: true },
      [
        ['on', {}],
        ['off', {}],
        ['always', {}],
      ],
    ],
    [
      { on: { file: 'x' }, off: {} },
      [
        ['on', { file: 'x' }],
        ['off', {}],
        ['always', {}],
      ],
    ],
    [{ on: false, always: false }, [['always', {}]]],
  ])('are opened as %j says', async (sections, expected) => {
    const { opened, entries } = pretend();

    const reporters = await openWanted(sections, context, entries);

    expect(opened).toEqual(expected);
    expect(reporters).toHaveLength(expected.length);
  });

  it('are opened for what happens to snapshots and channels where they want to know of it', async () => {
    const { opened, entries } = pretend();

    const none = await openWantedOfFleet({}, context, entries);
    const one = await openWantedOfFleet({}, context, { ...entries, on: { ...entries.on, hearsFleet: true } });

    expect([none.length, one.length, opened]).toEqual([0, 1, [['on', {}]]]);
  });

  it('are loaded only where they are wanted', async () => {
    const { entries } = pretend();
    const broken = { ...entries.on, load: () => Promise.reject(new Error('loaded')) };

    await expect(openWanted({ on: false }, context, { on: broken })).resolves.toEqual([]);
  });
});
