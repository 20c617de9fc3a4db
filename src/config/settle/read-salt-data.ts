import { asMap } from '../../base/json/json-value.ts';
import { mergeText } from '../../base/yaml/merge-text.ts';
import type { SaltData } from '../../contract/plan.ts';
import type { Layer } from '../layer.ts';
import { identifySaltKey } from '../schema/read-salt-scalar.ts';

/** Data for Salt as it is written in the files; where several say something, their maps are merged. */
export function readSaltData(layer: Layer): SaltData {
  const view = asMap(layer.value);
  if (Object.keys(view).length === 0) return { text: '', view };
  return { text: mergeText(layer.written(), identifySaltKey), view };
}
