import { hash } from 'node:crypto';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { Json } from '../base/json/json.ts';
import type { PrepareStage, PrepareStep } from './prepare.ts';

/** A stage without its key, and what its key covers besides its steps. */
export interface StageRequest extends Omit<PrepareStage, 'key'> {
  /**
   * What the result depends on and the steps do not say: the key of the stage below, digests of files that are put in,
   * the digest of a snapshot. The same data gives the same key, whatever order its maps are in.
   */
  readonly inputs: Json;
}

/** A stage with its key: sha256 hex over its steps (their names, which are for people, left out) and its inputs. */
export function makeStage({ inputs, ...stage }: StageRequest): PrepareStage {
  return { ...stage, key: stageKey(stage.steps, inputs) };
}

/** Host paths of files do not count: what they hold is named by `inputs`. */
function stageKey(steps: readonly PrepareStep[], inputs: Json): string {
  const parts = steps.map(({ files, texts, script }) => ({ files: Object.values(files), texts, script }));
  return hash('sha256', canonicalText({ version: 1, inputs, parts }));
}
