import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSnapshot } from '../../../src/app/judge-snapshot.ts';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { openRoot } from '../../../src/app/open-root.ts';
import { promoteSnapshot } from '../../../src/app/promote-snapshot.ts';
import { runSelected } from '../../../src/app/run-selected.ts';
import { takeSnapshot } from '../../../src/app/take-snapshot.ts';
import { tellFleet } from '../../../src/app/tell-fleet.ts';
import type { FleetEvent, Reporter } from '../../../src/contract/events.ts';
import { fakeApp, type FakeApp } from '../../support/fake-app.ts';
import { writeEmptyRepository } from '../../support/write-empty-repository.ts';

const FILES = {
  'saltern.yml': `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
snapshots: { root: mirror, repositories: { here: [base9] } }
`,
  'gate.yml': "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n",
};

async function fleet(): Promise<FakeApp> {
  const app = fakeApp(FILES);
  await writeEmptyRepository(join(app.cwd, 'mirror'), 'base9');
  return app;
}

/** Hears what happens to the fleet, each with what `look` finds on the disk at that moment. */
function ear(look: () => unknown = () => undefined) {
  const heard: { readonly event: FleetEvent; readonly seen: unknown }[] = [];
  let isClosed = false;
  const listener: Reporter = {
    on: () => undefined,
    onFleet: (event) => void heard.push({ event, seen: look() }),
    close: async () => void (isClosed = true),
  };
  return { listener, heard, types: () => heard.map(({ event }) => event.type), isClosed: () => isClosed };
}

/** Cannot listen to anything. */
function deaf(trouble: Error): Reporter {
  const fail = () => {
    throw trouble;
  };
  return { on: fail, onFleet: fail };
}

const progress = () => undefined;

describe('what happens to snapshots and channels', () => {
  it('is told in its order, each once it is on disk, by the time of the clock', async () => {
    const app = await fleet();
    const { listener, heard, types, isClosed } = ear();
    const channel = { channel: 'stable', listener };

    await takeSnapshot(app, [], { progress, listener });
    await takeSnapshot(app, [], { progress, listener });
    await checkSnapshot(app, channel);
    await runSelected(app, [], { goal: 'test' });
    await promoteSnapshot(app, channel);
    await promoteSnapshot(app, channel);

    expect(types()).toEqual(['snapshot-taken', 'decision-made', 'decision-made', 'channel-moved', 'decision-made']);
    expect(heard.map(({ event }) => event)).toMatchObject([
      { snapshot: { members: [{ name: 'base9' }] } },
      { entry: { action: 'check', by: 'tester@here' }, decision: { decision: 'reject' } },
      { entry: { action: 'promote', result: 'promoted' }, decision: { decision: 'promote' } },
      { channel: 'stable', from: undefined, by: 'tester@here' },
      { entry: { result: 'unchanged' } },
    ]);
    const times = heard.map(({ event }) => event.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(isClosed()).toBe(true);
  });

  it('is there when it is told', async () => {
    const app = await fleet();
    await takeSnapshot(app, [], { progress });
    await runSelected(app, [], { goal: 'test' });
    const { listener, heard } = ear(() => ({
      lines: readFileSync(join(app.cwd, 'mirror/audit.ndjson'), 'utf8').trim().split('\n').length,
      isMoved: existsSync(join(app.cwd, 'mirror/channels/stable')),
    }));

    await promoteSnapshot(app, { channel: 'stable', listener });

    expect(heard.map(({ seen }) => seen)).toEqual([
      { lines: 2, isMoved: false },
      { lines: 2, isMoved: true },
    ]);
  });

  it('is what it would be without a listener that throws, whose trouble is given', async () => {
    const app = await fleet();
    const trouble = new Error('the mail server is gone');
    const listener = deaf(trouble);

    const taken = await takeSnapshot(app, [], { progress, listener });
    await runSelected(app, [], { goal: 'test' });
    const checked = await checkSnapshot(app, { channel: 'stable', listener });
    const promoted = await promoteSnapshot(app, { channel: 'stable', listener });

    expect([taken.created, checked.decision.decision]).toEqual([true, 'promote']);
    expect(promoted.promotion).toMatchObject({ kind: 'promoted', to: taken.manifest.id });
    expect([taken.troubles, checked.troubles, promoted.troubles]).toEqual([[trouble], [trouble], [trouble]]);
  });

  it('is written by who listens although the work stops half-way, and their trouble is a line', async () => {
    const app = await fleet();
    const project = await loadProjectFor(app, {});
    const root = await openRoot(app, project);
    const broken = new Error('the snapshot is damaged');
    const { listener, types, isClosed } = ear();
    const failing: Reporter = {
      ...listener,
      async close() {
        await listener.close?.();
        throw new Error('no room');
      },
    };
    const at = '2026-11-23T06:00:00.000Z';

    const working = tellFleet(app, { project, root, listener: failing }, (emit) => {
      emit({ type: 'channel-moved', channel: 'stable', from: undefined, to: { id: at, digest: 'sha256:d' }, by: 'ci' });
      return Promise.reject(broken);
    });

    await expect(working).rejects.toBe(broken);
    expect([types(), isClosed()]).toEqual([['channel-moved'], true]);
    expect(app.said.stderr).toBe('no room\n');
  });

  it('adds nothing to the log of decisions that the gate has not written there', async () => {
    const app = await fleet();
    await takeSnapshot(app, [], { progress });

    await checkSnapshot(app, { channel: 'stable' });

    const log = await readFile(join(app.cwd, 'mirror/audit.ndjson'), 'utf8');
    expect(log.trim().split('\n')).toMatchObject([
      expect.stringContaining('"action":"take"'),
      expect.stringContaining('"action":"check"'),
    ]);
  });
});
