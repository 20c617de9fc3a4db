import type { SecretsPlan } from '../../contract/plan.ts';
import { atEach, listItems, type Layer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** What is secret: what every level says is, for none may show what another hides. */
export function settleSecrets(levels: Levels): Setting<SecretsPlan> {
  const [pillar, files, environment] = (['pillar', 'files', 'environment'] as const).map((word) =>
    listSecrets(levels.test, word),
  );
  return {
    value: { pillar: texts(pillar), files: texts(files), environment: texts(environment) },
    from: { 'secrets.pillar': pillar ?? [], 'secrets.files': files ?? [], 'secrets.environment': environment ?? [] },
  };
}

/** What levels name as secret, each with its place. */
export function listSecrets(levels: readonly Layer[], word: keyof SecretsPlan): readonly Layer[] {
  return listItems(atEach(atEach(levels, 'secrets'), word));
}

function texts(layers: readonly Layer[] = []): readonly string[] {
  return [...new Set(layers.map(({ value }) => String(value)))];
}
