import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hookServer, type HookServer } from '../../support/hook-server.ts';
import { notifyProject, type NotifyProject } from '../../support/notify-project.ts';

const BAD = { outcomes: { 'ops-time': 'fail' }, reason: 'chronyd does not start' } as const;

async function sceneOf(hooks: HookServer, more: Readonly<Record<string, unknown>> = {}): Promise<NotifyProject> {
  return await notifyProject({ receivers: { hook: { webhook: { url: hooks.url } }, ...more } });
}

function kinds(hooks: HookServer): readonly string[] {
  return hooks.json().map(
    (body) =>
      JSON.stringify(body)
        .match(/"kind":"[a-z-]+"/g)
        ?.join() ?? '',
  );
}

describe('telling people', () => {
  it('of the same night twice sends nothing the second time', async () => {
    await using hooks = await hookServer();
    const scene = await sceneOf(hooks);
    await scene.tell({ night: 1 });
    await scene.tell({ night: 2, ...BAD });

    const told = await scene.tell({ night: 2, ...BAD });

    expect(told).toEqual([]);
    expect(hooks.posted).toHaveLength(2);
  });

  it('where nobody is to be told writes nothing', async () => {
    const scene = await notifyProject({ receivers: {} });

    expect(await scene.tell({ night: 1 })).toEqual([]);
    expect(existsSync(scene.toldFile)).toBe(false);
  });

  it('goes on where it was killed after it had found out what is new', async () => {
    await using hooks = await hookServer();
    const scene = await sceneOf(hooks);
    await scene.tell({ night: 1 });
    hooks.replies.push(503, 503, 503);
    await scene.tell({ night: 2, ...BAD });

    const told = await scene.tell({ night: 2, ...BAD });

    expect(told.map(({ about, outcome }) => `${about} ${outcome}`)).toEqual([
      'refused fleet sent',
      'newly-failing ops-time sent',
    ]);
    expect(JSON.stringify(hooks.json().at(-1))).toContain('"isLate":false');
  });

  it('a dead receiver is a line and `failed`, and gets its message the next night, marked as late, before the new', async () => {
    await using hooks = await hookServer();
    const scene = await sceneOf(hooks, { alive: { command: ['true'] } });
    await scene.tell({ night: 1 });
    hooks.replies.push(503, 503, 503);

    const dead = await scene.tell({ night: 2, ...BAD });
    const mended = await scene.tell({ night: 3 });

    expect(dead.map(({ receiver, outcome }) => `${receiver} ${outcome}`)).toEqual([
      'hook failed',
      'hook failed',
      'alive sent',
      'alive sent',
    ]);
    expect(scene.app.said.stderr).toBe(
      `'hook' was not told: '${hooks.url}' answered 503; it is tried again next time\n`,
    );
    expect(
      mended.filter(({ receiver }) => receiver === 'hook').map(({ about, outcome }) => `${about} ${outcome}`),
    ).toEqual([
      'refused fleet of the night 20261102T013000 sent',
      'newly-failing ops-time of the night 20261102T013000 sent',
      'promoted fleet sent',
      'recovered ops-time sent',
    ]);
    expect(hooks.json().slice(-2)).toEqual([
      expect.objectContaining({ night: '20261102T013000', isLate: true }),
      expect.objectContaining({ night: '20261103T013000', isLate: false }),
    ]);
  });

  it('is tried again where it was not heard at first', async () => {
    await using hooks = await hookServer([503, 429]);
    const scene = await sceneOf(hooks);

    const told = await scene.tell({ night: 1 });

    expect(told.map(({ outcome }) => outcome)).toEqual(['sent']);
    expect(hooks.posted).toHaveLength(3);
    expect(new Set(hooks.posted.map(({ headers }) => headers['x-saltern-id'])).size).toBe(1);
  });

  it('is not tried again tonight where it was refused, and is given up after three nights, which is said', async () => {
    await using hooks = await hookServer([400, 400, 400]);
    const scene = await sceneOf(hooks);

    for (const night of [1, 2, 3]) await scene.tell({ night, snapshot: '20261101T013000' });

    expect(hooks.posted.map(({ body }) => JSON.parse(body).night)).toEqual(Array(3).fill('20261101T013000'));
    expect(scene.app.said.stderr).toContain("'hook': 1 of its messages were given up, since they never got through");
  });

  it('says the next message to one that refused the first', async () => {
    await using hooks = await hookServer([413]);
    const scene = await sceneOf(hooks);
    await scene.tell({ night: 1 });
    hooks.replies.push(413);

    await scene.tell({ night: 2, ...BAD });

    expect(kinds(hooks).at(-1)).toBe('"kind":"refused","kind":"newly-failing"');
  });

  it('where what was told is not known any more says so, and how things stand, once', async () => {
    await using hooks = await hookServer();
    const scene = await sceneOf(hooks);
    await scene.tell({ night: 1 });
    writeFileSync(scene.toldFile, '{"version":1,"outbox":[{');

    await scene.tell({ night: 2, ...BAD });
    await scene.tell({ night: 3, ...BAD });

    expect(kinds(hooks)).toEqual(['"kind":"state"', '"kind":"state"']);
    expect(scene.app.said.stderr).toContain(`'${scene.toldFile}' is damaged`);
    expect(readFileSync(`${scene.toldFile}.damaged`, 'utf8')).toContain('{"version":1,"outbox":[{');
  });

  it('twice at once sends nothing twice', async () => {
    await using hooks = await hookServer();
    const scene = await sceneOf(hooks);

    await Promise.all([scene.tell({ night: 1 }), scene.tell({ night: 1 }), scene.tell({ night: 1 })]);

    expect(hooks.posted).toHaveLength(1);
  });
});
