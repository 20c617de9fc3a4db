import type { Path } from '../../base/json/json-value.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { layerOf } from './layer-of.ts';
import { placeOnPlatform } from './place-on-platform.ts';

/** A driver's configuration, all levels together, fits its schema. Each level's part was checked by itself before. */
export function driverConfigFits(settled: SettledProject) {
  return settled.instances.flatMap((instance) => {
    const { name, config } = instance.driver;
    const result = settled.files.drivers.schemas.get(name)?.safeParse(config);
    return (result?.error?.issues ?? []).map((issue) => {
      const path: Path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
      const word = path.join('.');
      const isThere = path[0] === undefined || Object.hasOwn(config, path[0]);
      if (isThere) {
        const message = `driver '${name}', '${word}': ${issue.message}`;
        return { ...placeOnPlatform(settled, instance, layerOf(instance, name), path), message };
      }
      const message = `platform '${instance.platform}' needs '${word}' for driver '${name}'`;
      return { ...placeOnPlatform(settled, instance, undefined), message };
    });
  });
}
