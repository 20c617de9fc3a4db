import { describe, expect, it } from 'vitest';
import { dockerConfigSchema } from '../../../../drivers/docker/config.ts';
import { containerOptions } from '../../../../drivers/docker/container-options.ts';
import { containerName, networkName, ownLabels } from '../../../../drivers/docker/labels.ts';
import { examplePlan } from '../../../support/example-plan.ts';

const owner = { project: { name: 'my fleet', id: 'my fleet-12345678', directory: '/x' }, runId: '01KB' };

function options(
  config: Record<string, unknown> = {},
  change: Parameters<typeof examplePlan>[0] = {},
  cgroupVersion: 1 | 2 = 1,
) {
  const plan = examplePlan(change);
  return containerOptions({
    plan,
    config: dockerConfigSchema.parse({ image: 'base', ...config }),
    image: 'sha256:1',
    name: containerName(owner, plan.name),
    network: networkName(owner),
    labels: ownLabels(owner, plan.name, 'instance'),
    cgroupVersion,
  });
}

describe('containerOptions', () => {
  it('starts systemd without privileges, the cgroup tree mounted read-only on version 1', () => {
    const { Entrypoint, HostConfig } = options();

    expect(Entrypoint).toEqual(['/sbin/init']);
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapAdd: ['SYS_ADMIN'],
      Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:ro'],
      Memory: 1024 ** 3,
    });
    expect(HostConfig?.Tmpfs).toHaveProperty('/run');
  });

  it('uses a cgroup tree of its own on version 2, and mounts nothing of the host', () => {
    const { Entrypoint, HostConfig } = options({ init: '/usr/lib/systemd/systemd' }, {}, 2);

    expect(Entrypoint).toEqual(['/bin/sh', '-c', expect.stringContaining('remount'), 'sh', '/usr/lib/systemd/systemd']);
    expect(HostConfig).toMatchObject({ CgroupnsMode: 'private', Binds: [] });
  });

  it('adds to what systemd needs instead of replacing it', () => {
    const { HostConfig } = options({ 'cap-add': ['NET_ADMIN', 'SYS_ADMIN'], volumes: ['/a:/b:ro', '/data'] });

    expect(HostConfig?.CapAdd).toEqual(['SYS_ADMIN', 'NET_ADMIN']);
    expect(HostConfig?.Binds).toEqual(['/sys/fs/cgroup:/sys/fs/cgroup:ro', '/a:/b:ro']);
  });

  it('asks for nothing special without systemd', () => {
    const { HostConfig, Env } = options({ systemd: false });

    expect(HostConfig).toMatchObject({ CapAdd: [], SecurityOpt: [], Binds: [] });
    expect(Env).toEqual([]);
  });

  it('mounts directories of the snapshot read-only, whatever their names, and leaves http ones alone', () => {
    const repositories = [
      { name: 'base9', at: { kind: 'directory', path: '/srv/mirror/a:b' } },
      { name: 'extras9', at: { kind: 'http', url: 'https://mirror/extras9' } },
    ] as const;

    const { HostConfig } = options({}, { snapshot: { id: '20261122T013000', digest: 'sha256:0', repositories } });

    expect(HostConfig?.Mounts).toEqual([
      { Type: 'bind', Source: '/srv/mirror/a:b', Target: '/srv/saltern/snapshot/base9', ReadOnly: true },
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
    expect(networkName(owner)).toBe('saltern-my-fleet-12345678-01KB');
  });
});
