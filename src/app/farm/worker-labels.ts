import { findWithin } from '../../contract/find-within.ts';
import type { Finding } from '../../contract/driver.ts';
import { hostContext } from '../host-context.ts';
import type { Services } from '../services.ts';

/** Of what one driver looks at. Milliseconds. */
const LIMIT_MS = 20_000;

/** What a machine can do: labels, and for each driver that cannot work here one line why. */
export interface MachineLabels {
  readonly labels: readonly string[];
  readonly unable: readonly string[];
}

/** Names of those drivers that can work here, `kvm` where virtual machines are as fast as they should be, and `own` ones. */
export async function findLabels(
  services: Services,
  drivers: readonly string[],
  own: readonly string[],
): Promise<MachineLabels> {
  const looked = await Promise.all(drivers.map(async (name) => ({ name, findings: await look(services, name) })));
  const able = looked.filter(({ findings }) => !findings.some(({ outcome }) => outcome === 'fail'));
  const qemu = able.find(({ name }) => name === 'qemu');
  // The doctor of `qemu` starts a machine to find out, and says so under this title.
  const hasKvm =
    qemu?.findings.some(({ title, outcome }) => title === 'Virtual machines' && outcome === 'pass') ?? false;
  return {
    labels: [...new Set([...able.map(({ name }) => name), ...(hasKvm ? ['kvm'] : []), ...own])],
    unable: looked.flatMap(({ name, findings }) => {
      const failed = findings.find(({ outcome }) => outcome === 'fail');
      return failed === undefined ? [] : [`without '${name}': ${failed.message}`];
    }),
  };
}

async function look(services: Services, name: string): Promise<readonly Finding[]> {
  const { signal } = services;
  return await findWithin({ title: `Driver '${name}'`, limitMs: LIMIT_MS, signal, remedy: 'Try again.' }, async () =>
    (await services.driver(name)).doctor(hostContext(services)),
  );
}
