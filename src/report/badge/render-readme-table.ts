import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { nameBadges } from './name-badges.ts';
import { namePlatforms } from './name-platforms.ts';

/** Where a table's links lead. */
export interface TableLinks {
  /** The folder of the badges as the table's readers find it: relative to the file, or a URL. */
  readonly badges: string;
  /** Address of the site's folder. Default: names and badges lead nowhere. */
  readonly site?: string | undefined;
}

/**
 * A Markdown table of the project's formulas with their badges, line by line. What the badges say now stands only in the
 * pictures: the text is the same as long as the project has the same formulas and platforms. Pure.
 */
export function renderReadmeTable(project: readonly InstanceSummary[], links: TableLinks): readonly string[] {
  const nameOf = nameBadges(project);
  const words = namePlatforms(project.map(({ platform }) => platform));
  const rows = [...Map.groupBy(project, ({ formula }) => formula)].map(([formula, instances]) => {
    const page = links.site && joinUrl(links.site, sitePaths.formula(formula));
    const picture = (alt: string, fileName: string) =>
      link(`!${link(escape(alt), joinUrl(links.badges, fileName))}`, page);
    const platforms = [...new Set(instances.map(({ platform }) => platform))];
    return row([
      link(escape(formula), page),
      picture(`Build status of ${formula}`, nameOf(formula)),
      platforms.map((one) => picture(words.get(one) ?? one, nameOf(formula, one))).join(' '),
    ]);
  });
  return [row(['Formula', 'Nightly Build Status', 'Supported OS']), row(['---', '---', '---']), ...rows];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function link(text: string, target: string | undefined): string {
  return target === undefined ? text : `[${text}](${target})`;
}

/** Names are text: nothing in one is markup, or ends its cell. */
function escape(name: string): string {
  return cleanLine(name).replaceAll(/[\\`*_{}[\]()<>#+!|~&$:@]/g, (sign) => `\\${sign}`);
}

/** `base` is a URL or a path with `/`; what Markdown or a URL would take for something else is encoded. */
function joinUrl(base: string, path: string): string {
  const encode = (part: string): string =>
    encodeURIComponent(part).replaceAll(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const parts = path.split('/').map(encode).join('/');
  if (/^https?:\/\//.test(base)) return `${base.replace(/\/+$/, '')}/${parts}`;
  const folder = base.split('/').map(encode).join('/');
  return folder === '' ? parts : `${folder}/${parts}`;
}
