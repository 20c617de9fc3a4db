import type { z } from 'zod';
import { didYouMean } from '../../base/yaml/describe-issue.ts';
import type { Layer } from '../files/layer.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';
import type { ProjectInstance } from '../project.ts';
import type { PlatformSetting } from './settle-platforms.ts';

interface DriverCheck {
  readonly platform: PlatformSetting;
  readonly driverSchemas: ReadonlyMap<string, z.ZodType>;
  readonly driverNames: readonly string[];
}

/** The driver exists, and its whole configuration is as it wants it; places are those of the values at fault. */
export function checkDriverConfig(instance: ProjectInstance, check: DriverCheck, loading: Loading): void {
  const { name, config } = instance.driver;
  if (!check.driverNames.includes(name)) {
    const place = placeOf(instance.settings['driver'], [], loading) ?? check.platform.place;
    complainAt(
      loading,
      place,
      `there is no driver '${name}'; known: ${check.driverNames.join(', ')}${didYouMean(name, check.driverNames)}`,
    );
    return;
  }
  const result = check.driverSchemas.get(name)?.safeParse(config);
  if (result === undefined || result.success) return;
  for (const issue of result.error.issues) {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    const word = path.join('.');
    const isThere = path[0] === undefined || Object.hasOwn(config, path[0]);
    const place = (isThere ? placeOf(instance.settings[name], path, loading) : undefined) ?? check.platform.place;
    const message = isThere
      ? `driver '${name}', '${word}': ${issue.message}`
      : `platform '${check.platform.name}' needs '${word}' for driver '${name}'`;
    complainAt(loading, place, message);
  }
}

function placeOf(setting: Layer | readonly Layer[] | undefined, path: readonly (string | number)[], loading: Loading) {
  if (setting === undefined || !('origin' in setting)) return undefined;
  return placeIn(loading, setting, path);
}
