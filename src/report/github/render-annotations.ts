import { shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine, cleanName, cleanText } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import type { Finding } from '../../contract/finding.ts';
import { listSome } from '../../base/text/list-some.ts';

/** GitHub shows no more of each kind of one step, and says nothing of the others. */
const MOST = 10;
/** Bytes of a message, of which the runner keeps 4096; cells of a title. */
const MOST_BYTES = 4000;
const MOST_CELLS = 120;

type Severity = Finding['severity'];

/** Findings as orders to the runner, a line each: ten errors and ten warnings at most, the last of which sums up the rest. Pure. */
export function renderAnnotations(findings: readonly Finding[]): readonly string[] {
  return (['error', 'warning'] as const).flatMap((severity) => {
    const own = findings.filter((one) => one.severity === severity);
    if (own.length <= MOST) return own.map(renderOne);
    const rest = own.slice(MOST - 1);
    return [...own.slice(0, MOST - 1).map(renderOne), renderRest(severity, rest)];
  });
}

function renderOne({ severity, title, message, place }: Finding): string {
  const properties = [
    ...(place === undefined ? [] : [['file', place.file] as const]),
    ...(place?.line === undefined ? [] : [['line', String(place.line)] as const]),
    ...(place?.line === undefined || place.column === undefined ? [] : [['col', String(place.column)] as const]),
    ['title', shortenEnd(cleanLine(title), MOST_CELLS)] as const,
  ];
  return renderCommand(severity, properties, cutLines(message));
}

function renderRest(severity: Severity, rest: readonly Finding[]): string {
  const what = severity === 'error' ? 'more things that went wrong' : 'more warnings';
  const titles = listSome([...new Set(rest.map(({ title }) => cleanLine(title)))], 20);
  const message = cutLines(`The job summary and the log have all of them.\n${titles}`);
  return renderCommand(severity, [['title', `${rest.length} ${what}`]], message);
}

/**
 * What a runner is told: `::error file=a.sls,line=3,title=…::message`. Nothing in it is an order of its own. Some runners that
 * are not GitHub's take the last `::` of a line for the end of the properties, so there is only one. Pure.
 */
export function renderCommand(
  name: Severity,
  properties: readonly (readonly [name: string, value: string])[],
  message: string,
): string {
  const said = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const data = escapeData(cleanText(message)).replaceAll(/:(?=:)/g, ':\u200b');
  return `::${name}${said.length === 0 ? '' : ` ${said.join(',')}`}::${data}`;
}

function escapeProperty(value: string): string {
  return escapeData(cleanName(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Whole lines in what a runner keeps; the last, which names the instances, is among them. */
function cutLines(message: string): string {
  const lines = cleanText(message).split('\n');
  if (Buffer.byteLength(message) <= MOST_BYTES) return lines.join('\n');
  const last = shortenEnd(lines.at(-1) ?? '', MOST_BYTES / 8);
  const kept: string[] = [];
  let left = MOST_BYTES - Buffer.byteLength(last) - 40;
  for (const line of lines.slice(0, -1)) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, `… ${count(lines.length - 1 - kept.length, 'more line')} in the log`, last].join('\n');
}
