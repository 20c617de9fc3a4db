import type { SnapshotComparison } from '../app/describe-snapshots.ts';
import { cleanName } from '../base/text/clean-text.ts';
import { contentWord, countChanges, countContent } from '../contract/count-changes.ts';
import type { SnapshotDiff } from '../contract/snapshot-diff.ts';
import { renderTable } from './render-table.ts';

export interface ComparisonLook {
  readonly isMarkdown: boolean;
  /** One row for each source package instead of one for each package. */
  readonly isBySource: boolean;
}

/** A comparison of two snapshots: what changed in one line, then a table, then what changelogs say. Pure. */
export function renderComparison(
  { diff, sources, news }: SnapshotComparison,
  { isMarkdown, isBySource }: ComparisonLook,
): readonly string[] {
  const { from, to } = diff;
  const counted = [countChanges(diff.changes), countContent(diff.content)].filter((text) => text !== '').join(', ');
  const table = isBySource ? sourceCells(sources, diff) : diffCells(diff);
  const draw = isMarkdown ? renderMarkdown : renderTable;
  return [
    `${isMarkdown ? '## ' : ''}${from.id} → ${to.id}`,
    ...(isMarkdown ? [''] : []),
    counted,
    ...(table.rows.length === 0 ? [] : ['', ...draw(table.head, table.rows)]),
    ...(news === undefined ? [] : renderNews(news, isMarkdown)),
  ];
}

/** Every change of a package, and of what is beside them. Pure. */
export function renderDiffTable(diff: SnapshotDiff): readonly string[] {
  const { head, rows } = diffCells(diff);
  return renderTable(head, rows);
}

interface Cells {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function diffCells({ changes, content, onlyMetadata }: SnapshotDiff): Cells {
  const packages = changes.map((change) => [
    change.member,
    change.kind,
    change.name,
    'from' in change ? change.from : 'fromMember' in change ? `(${change.fromMember})` : '',
    'to' in change ? change.to : '',
  ]);
  const beside = content.map(({ member, kind, name, change }) => [
    member,
    change,
    `${contentWord(kind, 1)} ${name}`,
    '',
    '',
  ]);
  const told = new Set(content.map(({ member }) => member));
  const unnamed = onlyMetadata
    .filter((member) => !told.has(member))
    .map((member) => [member, 'changed', '(metadata alone)', '', '']);
  return { head: ['MEMBER', 'CHANGE', 'PACKAGE', 'FROM', 'TO'], rows: [...packages, ...beside, ...unnamed] };
}

function sourceCells(sources: SnapshotComparison['sources'], diff: SnapshotDiff): Cells {
  const rows = sources.map(({ source, kind, from = '', to = '', packages }) => [
    source,
    kind,
    from,
    to,
    packages.length === 1 && packages[0] === source ? '' : packages.join(', '),
  ]);
  const beside = diffCells({ ...diff, changes: [] }).rows.map(([, change = '', name = '']) => [
    name,
    change,
    '',
    '',
    '',
  ]);
  return { head: ['SOURCE', 'CHANGE', 'FROM', 'TO', 'PACKAGES'], rows: [...rows, ...beside] };
}

function renderMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head.map((word) => word.toLowerCase())), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}

/** Names come from repositories: none of them is to be markup. */
function escapeCell(text: string): string {
  return cleanName(text).replace(/[\\|`*_<>[\]&~#]/g, (sign) => `\\${sign}`);
}

function renderNews(news: NonNullable<SnapshotComparison['news']>, isMarkdown: boolean): readonly string[] {
  if (news.length === 0) return ['', 'no changelog says anything new of these packages'];
  return news.flatMap(({ name, from, to, entries, more }) => {
    const title = cleanName(`${name} ${from} → ${to}`);
    const lines = entries.flatMap(({ at, by, text }) => [
      `  ${at}  ${cleanName(by)}`,
      ...text.split('\n').map((line) => `    ${cleanName(line)}`),
    ]);
    const rest = more === 0 ? [] : [`  and ${more} more`];
    // Four spaces make it code, in which nothing is markup.
    const body = [...lines, ...rest].map((line) => (isMarkdown ? `    ${line}` : line));
    return ['', ...(isMarkdown ? [`### ${escapeCell(title)}`, ''] : [title]), ...body];
  });
}
