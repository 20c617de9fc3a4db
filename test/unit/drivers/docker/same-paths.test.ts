import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../drivers/docker/engine.ts';
import type { OwnMount } from '../../../../drivers/docker/own-mounts.ts';
import { findHidden, judgeCachePath, requireSamePaths } from '../../../../drivers/docker/same-paths.ts';

const SOCKET = { source: '/run/docker.sock', destination: '/var/run/docker.sock' };

describe('a folder that saltern shows to guests from within a container', () => {
  it.each<[string, string, readonly OwnMount[], readonly (string | undefined)[]]>([
    ['has to be mounted at all', '/mirror', [SOCKET], [undefined]],
    ['is seen where it is mounted at its own path', '/mirror', [{ source: '/mirror', destination: '/mirror' }], []],
    ['is seen below one that is', '/srv/a/b', [{ source: '/srv', destination: '/srv' }], []],
    ['is seen where all is mounted', '/srv/a', [{ source: '/', destination: '/' }], []],
    ['is not, where it is another outside', '/m/s/1', [{ source: '/srv/m', destination: '/m' }], ['/srv/m/s/1']],
    [
      'is not in a volume',
      '/c',
      [{ source: '/var/lib/docker/volumes/c/_data', destination: '/c' }],
      ['/var/lib/docker/volumes/c/_data'],
    ],
    [
      'is not one whose name only begins alike',
      '/mirror-2',
      [{ source: '/mirror', destination: '/mirror' }],
      [undefined],
    ],
    [
      'is of the mount that is nearest',
      '/srv/mirror/s',
      [
        { source: '/srv', destination: '/srv' },
        { source: '/data', destination: '/srv/mirror' },
      ],
      ['/data/s'],
    ],
  ])('%s', (_what, folder, mounts, sources) => {
    expect(findHidden([folder], mounts).map(({ source }) => source)).toEqual(sources);
  });

  it('is refused, with the place that it has outside, rather than that another folder of that name is tested', async () => {
    const mounts = [{ source: '/srv/m', destination: '/m' }];

    const refused = requireSamePaths(engineWith(mounts), ['/m/snapshots/1/base9']);

    await expect(refused).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message:
        "Docker on '/var/run/docker.sock' does not see '/m/snapshots/1/base9' there: saltern runs in a container, and outside it is '/srv/m/snapshots/1/base9'",
      hint: 'Mount it at the path that it has outside, the snapshot root and the cache too: see examples/container.',
    });
  });

  it('is no matter outside of containers, on an engine elsewhere, and where nothing is shown', async () => {
    const elsewhere = { ...engineWith([]), endpoint: { ...engineWith([]).endpoint, kind: 'ssh' } } as unknown as Engine;

    await expect(requireSamePaths(engineWith(undefined), ['/m'])).resolves.toBeUndefined();
    await expect(requireSamePaths(elsewhere, ['/m'])).resolves.toBeUndefined();
    await expect(requireSamePaths(engineWith([]), [])).resolves.toBeUndefined();
  });

  it('is looked at by the doctor, where it is the cache', () => {
    expect(judgeCachePath('/c', undefined)).toEqual([]);
    expect(judgeCachePath('/c', [{ source: '/c', destination: '/c' }])).toMatchObject([{ outcome: 'pass' }]);
    expect(judgeCachePath('/c', [SOCKET])).toMatchObject([
      { outcome: 'warn', message: "the engine does not see '/c': saltern runs in a container, which has it to itself" },
    ]);
  });
});

function engineWith(mounts: readonly OwnMount[] | undefined): Engine {
  const never = () => Promise.reject(new Error('asks nothing else'));
  const endpoint = { kind: 'socket', path: SOCKET.destination, name: SOCKET.destination, cliOptions: [] } as const;
  return { endpoint, ask: never, make: never, info: never, ownMounts: () => Promise.resolve(mounts) };
}
