import type { BaseSurvey } from './compare-settings.ts';
import type { Survey } from './survey-project.ts';

/** Of each file of settings, why it may change no instance: by its path, a clause. */
export function explainSettings(
  files: readonly string[],
  head: Survey,
  before: BaseSurvey,
): readonly (readonly [file: string, why: string])[] {
  if (before === 'none' || 'why' in before) return [];
  const ofProject = [head, before].flatMap(({ project: { file, overlays }, settings }) =>
    [file, ...overlays].flatMap((path) => settings.get(path) ?? []),
  );
  const keys = listDiffering(head, before);
  return files.map((file) => {
    const isTold = ofProject.includes(file) && keys.length > 0;
    return [file, isTold ? `of what it says, ${keys.join(', ')} changes no instance` : 'it changes no instance'];
  });
}

/** Keys of the project that say something else than before. */
function listDiffering(
  { project: now, tops: nowTops }: Survey,
  { project: then, tops: thenTops }: Survey,
): readonly string[] {
  const describe = (value: unknown, tops: readonly string[]): string =>
    tops.reduce((text, top) => text.replaceAll(top, ''), JSON.stringify(value) ?? '');
  const keys = new Set([...Object.keys(now.settings), ...Object.keys(then.settings)]);
  return [...keys].filter(
    (key) => describe(now.settings[key]?.value, nowTops) !== describe(then.settings[key]?.value, thenTops),
  );
}
