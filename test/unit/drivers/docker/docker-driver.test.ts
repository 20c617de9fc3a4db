import { expect, it } from 'vitest';
import { dockerDriver } from '../../../../drivers/docker/docker-driver.ts';
import { driverContext } from '../../../support/driver-context.ts';

it('waking it says nothing where no engine answers: whoever needs one tells that better', async () => {
  const context = driverContext({ environment: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });

  await expect(dockerDriver().wake?.(context)).resolves.toBeUndefined();

  expect(context.told).toEqual([]);
});
