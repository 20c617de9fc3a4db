import { expect, it } from 'vitest';
import { openSource, SOURCES } from '../../../../src/snapshot/sources/index.ts';

const PLACE = { root: '/srv/snapshots' };

it('opens every source it knows by name, each with its own schema', async () => {
  for (const { schema } of Object.values(SOURCES))
    expect((await schema()).safeParse({ unknown: 1 }).success).toBe(false);

  const source = await openSource({ name: 'mirror', config: {} }, PLACE);

  expect([source.name, source.title]).toEqual(['mirror', '/srv/snapshots']);
});

it('opens a mirror that lies elsewhere than the snapshots', async () => {
  const source = await openSource({ name: 'mirror', config: { directory: '/srv/mirror' } }, PLACE);

  expect(source.title).toBe('/srv/mirror');
});

it('says what may have been meant by a name it does not know', async () => {
  await expect(openSource({ name: 'miror', config: {} }, PLACE)).rejects.toMatchObject({
    code: 'SNAPSHOT_SOURCE',
    message: "There is no kind of snapshot source 'miror'; did you mean 'mirror'?",
    hint: `Known: ${Object.keys(SOURCES).join(', ')}.`,
  });
});

it('names the part of a configuration that has not the right form', async () => {
  await expect(openSource({ name: 'mirror', config: { directory: 7 } }, PLACE)).rejects.toMatchObject({
    code: 'SNAPSHOT_SOURCE',
    message: expect.stringContaining('directory: '),
  });
});

it.each(['url', 'mirrorlist', 'metalink'])('takes no password that stands in a %s', async (key) => {
  const config = { repositories: { base9: { [key]: 'https://ana:s3cr3t@mirror.example/9/' } } };

  await expect(openSource({ name: 'http', config }, PLACE)).rejects.toMatchObject({
    code: 'SNAPSHOT_SOURCE',
    message: expect.stringMatching(/^(?!.*s3cr3t).*no password: put it into the environment/s),
  });
});
