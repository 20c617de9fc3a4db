import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPipIndex } from '../../../../src/app/doctor/find-pip-index.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const NONE = { environment: {}, mounts: {} };

it("is pip's own where prepare says nothing", async () => {
  expect(await findPipIndex(NONE)).toMatchObject({
    index: { href: 'https://pypi.org/simple' },
    from: '',
    proxy: undefined,
  });
});

it.each([
  ['index-url', '[global]\nindex-url = https://pip.example/simple\n'],
  ['index_url', '[install]\nindex_url: https://pip.example/simple\n'],
])('comes from a pip.conf that is mounted for prepare, as %s', async (_, text) => {
  const host = join(fakeApp({ 'pip.conf': text }).cwd, 'pip.conf');

  const found = await findPipIndex({ environment: {}, mounts: { [host]: '/etc/pip.conf' } });
  const named = await findPipIndex({
    environment: { PIP_CONFIG_FILE: '/tmp/p.conf' },
    mounts: { [host]: '/tmp/p.conf' },
  });
  const elsewhere = await findPipIndex({ environment: {}, mounts: { [host]: '/etc/other.conf' } });

  expect(found).toMatchObject({ index: { href: 'https://pip.example/simple' }, from: ' (/etc/pip.conf of prepare)' });
  expect(named.index.href).toBe('https://pip.example/simple');
  expect(elsewhere.index.href).toBe('https://pypi.org/simple');
});

it('of the environment wins, and a proxy for guests is known', async () => {
  const environment = { PIP_INDEX_URL: 'https://one.example/simple/', HTTPS_PROXY: 'http://proxy:3128' };

  expect(await findPipIndex({ ...NONE, environment })).toMatchObject({
    index: { href: 'https://one.example/simple/' },
    from: ' (PIP_INDEX_URL of prepare)',
    proxy: 'http://proxy:3128',
  });
});
