import type { JsonObject } from '../../src/base/json/json.ts';
import type { SaltData } from '../../src/contract/plan.ts';

/** Data for Salt as a suite might write it: JSON is YAML. */
export function saltData(view: JsonObject = {}): SaltData {
  return { text: Object.keys(view).length === 0 ? '' : JSON.stringify(view), view };
}
