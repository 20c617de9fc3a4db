import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { PACKAGE_CHANGE_KINDS, type PackageChange } from '../../contract/snapshot-diff.ts';
import { cell, renderTable } from '../frame/render-parts.ts';

/** Packages that a sentence names. */
const MOST_NAMED = 12;

/** `chrony, logrotate upgraded; sudo rebuilt; …`: each name once, so that a package on three platforms is told once. */
export function nameChanges(changes: readonly PackageChange[]): string {
  let left = MOST_NAMED;
  const parts = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const names = [...new Set(changes.filter((change) => change.kind === kind).map(({ name }) => cleanLine(name)))];
    const shown = names.slice(0, left);
    left -= shown.length;
    return shown.length === 0 ? [] : [`${shown.join(', ')}${shown.length < names.length ? ', …' : ''} ${kind}`];
  });
  return parts.join('; ');
}

/** Every change with its member. */
export function renderChangeTable(changes: readonly PackageChange[]): Html {
  const rows = changes.map(
    (change) =>
      html`<tr>
        <th scope="row">${cleanLine(change.name)}</th>
        ${cell('change', change.kind)} ${cell('from', 'from' in change ? cleanLine(change.from) : '')}
        ${cell('to', 'to' in change ? cleanLine(change.to) : '')} ${cell('arch', cleanLine(change.arch))}
        ${cell('repository', cleanLine(change.member))}
      </tr>`,
  );
  return renderTable('changes', ['package', 'change', 'from', 'to', 'arch', 'repository'], rows);
}
