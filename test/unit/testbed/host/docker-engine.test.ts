import { expect, it } from 'vitest';
import { engineEnvironment } from '../../../testbed/host/docker-engine.ts';

it('an engine that a test starts does not work in the temporary folder of that test', () => {
  const environment = engineEnvironment({ PATH: '/usr/bin', TMPDIR: '/tmp/s-1', HTTPS_PROXY: 'http://proxy' });

  expect(environment).toEqual({ PATH: '/usr/bin', HTTPS_PROXY: 'http://proxy' });
});
