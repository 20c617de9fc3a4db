import { asTextMap } from '../../base/json/json-value.ts';
import type { PrepareConfig } from '../../contract/plan.ts';
import { at, atEach, combine, listItems, pick } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/**
 * Set-up of the prepared image: the commands of project and platform all run; for the rest, the nearest level counts.
 */
export function settlePrepare({ defaults, project, platform }: Levels): Setting<PrepareConfig> {
  const prepare = combine(atEach([defaults, project, platform], 'prepare'));
  const commands = listItems([project, platform].map((level) => at(level, 'prepare', 'commands')));
  return {
    value: {
      commands: commands.map((command) => String(command.value)),
      update: at(prepare, 'update').value !== false,
      environment: asTextMap(at(prepare, 'environment').value),
      mounts: asTextMap(at(prepare, 'mounts').value),
    },
    from: { 'prepare.commands': commands, prepare: pick(prepare, (word) => word !== 'commands') },
  };
}
