import { describe, expect, it } from 'vitest';
import { findCredentials, registryOf } from '../../../../src/base/registry/registry-credentials.ts';

describe('registryOf', () => {
  it.each([
    ['centos:7', 'https://index.docker.io/v1/'],
    ['library/centos', 'https://index.docker.io/v1/'],
    ['docker.io/library/centos', 'https://index.docker.io/v1/'],
    ['quay.io/centos/centos', 'quay.io'],
    ['localhost/x', 'localhost'],
    ['127.0.0.1:5000/x:1', '127.0.0.1:5000'],
  ])('the registry of %s', (reference, registry) => {
    expect(registryOf(reference)).toBe(registry);
  });
});

describe('findCredentials', () => {
  const auth = Buffer.from('me:p:w').toString('base64');

  it('reads a stored pair, the password with its colons', () => {
    const found = findCredentials({ auths: { 'quay.io': { auth } } }, 'quay.io');

    expect(found).toEqual({ from: 'file', credentials: { username: 'me', password: 'p:w', serveraddress: 'quay.io' } });
  });

  it('prefers the helper of the registry, then the store of all', () => {
    const config = { credsStore: 'all', credHelpers: { 'quay.io': 'one' }, auths: { 'quay.io': { auth } } };

    expect(findCredentials(config, 'quay.io')).toEqual({ from: 'helper', name: 'one' });
    expect(findCredentials(config, 'ghcr.io')).toEqual({ from: 'helper', name: 'all' });
  });

  it('finds a registry that was logged in to by URL', () => {
    expect(findCredentials({ auths: { 'https://quay.io/v2/': { auth } } }, 'quay.io')).toMatchObject({ from: 'file' });
  });

  it.each([
    [{}],
    [{ auths: { 'quay.io': {} } }],
    [{ auths: { 'ghcr.io': { auth } } }],
    [{ credsStore: '../../bin/sh' }],
  ])('has none in %j', (config) => {
    expect(findCredentials(config, 'quay.io')).toEqual({ from: 'none' });
  });
});
