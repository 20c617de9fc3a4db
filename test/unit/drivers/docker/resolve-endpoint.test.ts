import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveEndpoint } from '../../../../drivers/docker/resolve-endpoint.ts';

const HOME = '/home/me';

function resolve(environment: Record<string, string>, files: Record<string, string> = {}) {
  return resolveEndpoint({ environment: { HOME, ...environment }, read: (path) => files[path] });
}

function context(name: string, docker: Record<string, unknown>, directory = `${HOME}/.docker`) {
  const id = createHash('sha256').update(name).digest('hex');
  return {
    id,
    files: { [`${directory}/contexts/meta/${id}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker } }) },
  };
}

describe('resolveEndpoint', () => {
  it('takes the default socket when nothing is said', () => {
    expect(resolve({})).toMatchObject({ kind: 'socket', path: '/var/run/docker.sock', cliOptions: [] });
  });

  it.each([
    ['unix:///run/user/1000/docker.sock', { kind: 'socket', path: '/run/user/1000/docker.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://build.example:4000', { kind: 'tcp', host: 'build.example', port: 4000, tls: undefined }],
    ['build.example', { kind: 'tcp', host: 'build.example', port: 2375 }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
    ['ssh://me@build.example:2222', { kind: 'ssh', destination: 'me@build.example', port: 2222 }],
    ['ssh://build.example', { kind: 'ssh', destination: 'build.example', port: undefined }],
  ])('reads DOCKER_HOST=%s', (host, expected) => {
    expect(resolve({ DOCKER_HOST: host })).toMatchObject({ ...expected, cliOptions: ['--host', host] });
  });

  it.each(['ftp://x', 'tcp://', 'ssh://-oProxyCommand=evil'])('refuses DOCKER_HOST=%s', (host) => {
    expect(() => resolve({ DOCKER_HOST: host })).toThrow(expect.objectContaining({ code: 'ENGINE_MISSING' }));
  });

  it('finds the certificates for TLS, and hands them to the command line too', () => {
    const endpoint = resolve({ DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' });

    expect(endpoint).toMatchObject({
      port: 2376,
      tls: { ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem', verify: true },
      cliOptions: [
        '--host',
        'tcp://h:2376',
        '--tlsverify',
        '--tlscacert',
        '/certs/ca.pem',
        '--tlscert',
        '/certs/cert.pem',
        '--tlskey',
        '/certs/key.pem',
      ],
    });
  });

  it('keeps certificates in the configuration folder when no other is named', () => {
    const endpoint = resolve({ DOCKER_HOST: 'tcp://h', DOCKER_TLS: '1', DOCKER_CONFIG: '/conf' });

    expect(endpoint).toMatchObject({ port: 2376, tls: { ca: '/conf/ca.pem', verify: false } });
  });

  it('follows the current context of the configuration', () => {
    const { files } = context('work', { Host: 'ssh://ci@build' });

    const endpoint = resolve({}, { ...files, [`${HOME}/.docker/config.json`]: '{"currentContext": "work"}' });

    expect(endpoint).toMatchObject({ kind: 'ssh', destination: 'ci@build', cliOptions: ['--context', 'work'] });
  });

  it('prefers DOCKER_CONTEXT to the current context, and DOCKER_HOST to both', () => {
    const one = context('one', { Host: 'unix:///one.sock' });
    const two = context('two', { Host: 'unix:///two.sock' });
    const files = { ...one.files, ...two.files, [`${HOME}/.docker/config.json`]: '{"currentContext": "one"}' };

    expect(resolve({ DOCKER_CONTEXT: 'two' }, files)).toMatchObject({ path: '/two.sock' });
    expect(resolve({ DOCKER_CONTEXT: 'default' }, files)).toMatchObject({ path: '/var/run/docker.sock' });
    expect(resolve({ DOCKER_CONTEXT: 'two', DOCKER_HOST: 'unix:///three.sock' }, files)).toMatchObject({
      path: '/three.sock',
    });
  });

  it('reads the certificates of a context', () => {
    const { id, files } = context('tls', { Host: 'tcp://h:2376', SkipTLSVerify: true }, '/conf');
    const ca = `/conf/contexts/tls/${id}/docker/ca.pem`;

    const endpoint = resolve({ DOCKER_CONFIG: '/conf', DOCKER_CONTEXT: 'tls' }, { ...files, [ca]: 'PEM' });

    expect(endpoint).toMatchObject({
      tls: { ca, cert: undefined, key: undefined, verify: false },
      cliOptions: ['--context', 'tls'],
    });
  });

  it('says so when a context does not exist', () => {
    expect(() => resolve({ DOCKER_CONTEXT: 'gone' })).toThrow(/'gone' was not found in '\/home\/me\/\.docker'/);
  });

  it('overlooks a damaged configuration, as Docker does', () => {
    expect(resolve({}, { [`${HOME}/.docker/config.json`]: '{' })).toMatchObject({ kind: 'socket' });
  });
});
