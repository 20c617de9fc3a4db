import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { layerOf } from './layer-of.ts';
import { placeOnPlatform } from './place-on-platform.ts';

/** The driver that an instance is for exists. */
export function driversAreKnown(settled: SettledProject) {
  const { names, shown } = settled.files.drivers;
  return settled.instances
    .filter(({ driver }) => !names.includes(driver.name))
    .map((instance) => {
      const { name } = instance.driver;
      const message = `there is no driver '${name}'${didYouMeanOrKnown(name, shown)}`;
      return { ...placeOnPlatform(settled, instance, layerOf(instance, 'driver')), message };
    });
}
