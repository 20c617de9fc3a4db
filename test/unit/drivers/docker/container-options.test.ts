import { describe, expect, it } from 'vitest';
import { dockerConfigSchema } from '../../../../drivers/docker/config.ts';
import { containerOptions } from '../../../../drivers/docker/container-options.ts';
import { containerName, networkName, ownLabels } from '../../../../drivers/docker/labels.ts';
import { examplePlan } from '../../../support/example-plan.ts';

const owner = { project: { name: 'my fleet', id: 'my fleet-12345678', directory: '/x' }, runId: '01KB' };

function options(
  config: Record<string, unknown> = {},
  change: Parameters<typeof examplePlan>[0] = {},
  engine: Parameters<typeof containerOptions>[0]['engine'] = { cgroupVersion: 1, hasCgroupNamespaces: true },
) {
  const plan = examplePlan(change);
  return containerOptions({
    plan,
    config: dockerConfigSchema.parse({ image: 'base', ...config }),
    image: 'sha256:1',
    name: containerName(owner, plan.name),
    network: networkName(owner, 1),
    labels: ownLabels(owner, plan.name, 'instance'),
    empty: '/cache/docker/empty',
    engine,
  });
}

describe('containerOptions', () => {
  it.each([1, 2] as const)(
    'starts systemd without privileges, in control groups of its own on version %i',
    (version) => {
      const engine = { cgroupVersion: version, hasCgroupNamespaces: true };

      const { Entrypoint, HostConfig } = options({ init: '/usr/lib/systemd/systemd' }, {}, engine);

      expect(Entrypoint).toEqual([
        '/bin/sh',
        '-c',
        expect.stringContaining('remount'),
        'sh',
        '/usr/lib/systemd/systemd',
      ]);
      expect(HostConfig).toMatchObject({
        Privileged: false,
        CapAdd: ['SYS_ADMIN'],
        CgroupnsMode: 'private',
        Binds: [],
        Memory: 1024 ** 3,
      });
      expect(HostConfig?.Tmpfs).toHaveProperty('/run');
    },
  );

  it("shows systemd the host's tree only where the kernel can show it no other", () => {
    const { Entrypoint, HostConfig } = options({}, {}, { cgroupVersion: 1, hasCgroupNamespaces: false });

    expect(Entrypoint).toEqual(['/sbin/init']);
    expect(HostConfig).toMatchObject({ Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:ro'] });
    expect(HostConfig).not.toHaveProperty('CgroupnsMode');
  });

  it('adds to what systemd needs instead of replacing it', () => {
    const { HostConfig } = options({ 'cap-add': ['NET_ADMIN', 'SYS_ADMIN'], volumes: ['/a:/b:ro', '/data'] });

    expect(HostConfig?.CapAdd).toEqual(['SYS_ADMIN', 'NET_ADMIN']);
    expect(HostConfig?.Binds).toEqual(['/a:/b:ro']);
  });

  it('asks for nothing special without systemd', () => {
    const { HostConfig, Env } = options({ systemd: false });

    expect(HostConfig).toMatchObject({ CapAdd: [], SecurityOpt: [], Binds: [] });
    expect(Env).toEqual([]);
  });

  it('shows directories of the snapshot as file systems without a layer to write to, and leaves http ones alone', () => {
    const repositories = [
      { name: 'base9', at: { kind: 'directory', path: '/srv/mirror/a:b,c\\d' } },
      { name: 'extras9', at: { kind: 'http', url: 'https://mirror/extras9' } },
    ] as const;

    const { HostConfig } = options({}, { snapshot: { id: '20261122T013000', digest: 'sha256:0', repositories } });

    const lower = String.raw`ro,lowerdir=/srv/mirror/a\:b\,c\\d:/cache/docker/empty`;
    expect(HostConfig?.Mounts).toMatchObject([
      {
        Type: 'volume',
        // Without a name it goes with its container.
        Source: '',
        Target: '/srv/saltern/snapshot/base9',
        VolumeOptions: {
          NoCopy: true,
          Labels: { 'saltern.role': 'instance' },
          DriverConfig: { Name: 'local', Options: { type: 'overlay', o: lower } },
        },
      },
    ]);
  });

  it.each([
    ['8080:80', '80/tcp', { HostIp: '', HostPort: '8080' }],
    ['80', '80/tcp', { HostIp: '', HostPort: '' }],
    ['127.0.0.1:5353:53/udp', '53/udp', { HostIp: '127.0.0.1', HostPort: '5353' }],
    ['[::1]:8080:80', '80/tcp', { HostIp: '::1', HostPort: '8080' }],
  ])('publishes %s', (port, guest, binding) => {
    const { ExposedPorts, HostConfig } = options({ ports: [port] });

    expect(ExposedPorts).toEqual({ [guest]: {} });
    expect(HostConfig?.PortBindings).toEqual({ [guest]: [binding] });
  });

  it('carries the labels by which a sweep finds it', () => {
    expect(options().Labels).toEqual({
      'saltern.project': 'my fleet-12345678',
      'saltern.instance': 'ops-time-default-centos-stream-9',
      'saltern.run': '01KB',
      'saltern.role': 'instance',
    });
  });
});

describe('names', () => {
  it('are made of what Docker takes', () => {
    expect(containerName(owner, 'ops/ssh')).toMatch(/^saltern-my-fleet-ops-ssh-[0-9a-f]{8}$/);
    expect(networkName(owner, 2)).toBe('saltern-my-fleet-12345678-2');
  });
});
