import { asTextMap, asTexts, isObject } from '../../base/json/json-value.ts';
import type { PillarPlan } from '../../contract/plan.ts';
import { at, type Layer } from '../layer.ts';
import { readSaltData } from './read-salt-data.ts';
import type { Setting } from './setting.ts';

/** A suite's pillar: folders, what the suite itself holds, files. */
export function settlePillar(suite: Layer): Setting<PillarPlan> {
  const [pillar, files, directories] = [
    at(suite, 'pillar'),
    at(suite, 'pillar-files'),
    at(suite, 'pillar-directories'),
  ];
  const top = at(suite, 'pillar-top');
  return {
    value: {
      directories: asTexts(directories.value),
      inline: readSaltData(pillar),
      files: asTextMap(files.value),
      ...(isObject(top.value) && { top: top.value }),
    },
    from: { pillar, 'pillar-top': top, 'pillar-files': files, 'pillar-directories': directories },
  };
}
