import type { Json } from '../../base/json/json.ts';
import type { PillarPlan } from '../../contract/plan.ts';
import { writeDataSls, writeYamlSls } from './data-text.ts';

/** The suite's inline pillar, as one sls of its own. */
export const INLINE_SLS = 'saltern-inline';
/** A top file that the user brings is kept under this name and included by ours. */
export const USER_TOP_SLS = 'saltern-user-top';

export interface PillarTop {
  /** Content of the pillar's `top.sls`. */
  readonly text: string;
  /** Content of the user's top file where the suite itself holds it. */
  readonly user: string | undefined;
  /** Content of the inline sls; undefined when the plan has none. */
  readonly inline: string | undefined;
}

/**
 * Which sls the guest's pillar top names, lowest precedence first (Salt merges in this order): those of the
 * directories, the inline one, the files. When the user has a `top.sls`, it decides which sls of the directories count,
 * and, when it is one of the files, which of the files too; the rest comes after it as usual. `environment`: the one of
 * which Salt takes pillar.
 */
export function planPillarTop(pillar: PillarPlan, directoryFiles: readonly string[], environment = 'base'): PillarTop {
  const files = Object.keys(pillar.files);
  const hasInline = pillar.inline.text !== '';
  const topInFiles = files.includes('top.sls') || pillar.top !== undefined;
  const hasUserTop = topInFiles || directoryFiles.includes('top.sls');
  const listed = [
    ...(hasUserTop ? [] : directoryFiles.flatMap(slsName)),
    ...(hasInline ? [INLINE_SLS] : []),
    ...(topInFiles ? [] : files.flatMap(slsName)),
  ];
  return {
    text: writeDataSls(topData([...new Set(listed.toReversed())].toReversed(), { hasUserTop, environment })),
    user: pillar.top === undefined ? undefined : writeDataSls(pillar.top),
    inline: hasInline ? writeYamlSls(pillar.inline) : undefined,
  };
}

/** Salt sorts targets of merged top files by `order`, so ours comes after any target of the user's. */
function topData(
  names: readonly string[],
  { hasUserTop, environment }: { readonly hasUserTop: boolean; readonly environment: string },
): Json {
  const base =
    names.length === 0 ? {} : { [environment]: { '?*': hasUserTop ? [{ order: 1_000_000 }, ...names] : names } };
  return hasUserTop ? { include: [USER_TOP_SLS], ...base } : base;
}

/** `ssh/init.sls` → `ssh`, `a/b.sls` → `a.b`; none for `top.sls` and for what is not an sls. */
export function slsName(file: string): readonly string[] {
  if (!file.endsWith('.sls') || file === 'top.sls') return [];
  const path = file.slice(0, -'.sls'.length);
  if (path.includes('.')) return [];
  const folder = path.endsWith('/init') ? path.slice(0, -'/init'.length) : path;
  return [folder.replaceAll('/', '.')];
}
