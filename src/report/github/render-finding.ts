import { cleanText } from '../../base/text/clean-text.ts';
import type { FoundPlace } from '../../base/place/place.ts';
import type { RunStarted } from '../../contract/events.ts';
import type { Finding } from '../../contract/finding.ts';
import type { RunResult } from '../../contract/result.ts';
import { againCommand } from '../explain/again-command.ts';
import { joinTitle } from '../findings/join-title.ts';
import { code, fence, link, text } from './markdown.ts';

/** What a finding was found in. */
export interface Around {
  readonly started: RunStarted;
  readonly result: RunResult;
  /** Of GitHub: where the repository is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One failure: where, why, what one would look at, and what tries it again. Pure. */
export function renderFinding({ title, message, place, instances }: Finding, around: Around): string {
  const lines = cleanText(message).split('\n');
  const [why = '', ...rest] = lines;
  const [details, who] = [rest.slice(0, -1), rest.at(-1) ?? ''];
  const { started, result, environment } = around;
  const first = result.instances.find(({ name }) => name === instances[0]);
  const again = first && againCommand(first, { ...started, planned: started.instances });
  return [
    `### ✗ ${text(title)}`,
    [...(place === undefined ? [] : [renderPlace(place, environment)]), text(who)].join(' · '),
    text(why),
    ...(details.length === 0 ? [] : [fence(details, isDiff(details) ? 'diff' : '')]),
    ...(again === undefined ? [] : [fence([again], 'sh')]),
  ].join('\n\n');
}

/** Warnings as a list, one a line. */
export function renderWarnings(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.map((finding) => {
    const [why = '', ...rest] = joinTitle(finding).split('\n');
    return `- ${text(why)} (${text(rest.at(-1) ?? '')})`;
  });
  return [`### To be known\n\n${lines.join('\n')}`];
}

function isDiff(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith('@@ '));
}

function renderPlace(place: FoundPlace, environment: Around['environment']): string {
  const label = code(place.line === undefined ? place.file : `${place.file}:${place.line}`);
  const [server, repository, commit] = ['SERVER_URL', 'REPOSITORY', 'SHA'].map((name) => environment[`GITHUB_${name}`]);
  if (!server || !repository || !commit || !/^https?:\/\/[\w.:/-]+$/.test(server)) return label;
  const path = [repository, 'blob', commit, place.file]
    .flatMap((part) => part.split('/'))
    .map((part) => encodeURIComponent(part.toWellFormed()));
  return link(label, `${server}/${path.join('/')}${place.line === undefined ? '' : `#L${place.line}`}`);
}
