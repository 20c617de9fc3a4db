import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { isBad } from '../../contract/outcome.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { againCommand } from '../explain/again-command.ts';
import { describeNext } from '../explain/describe-next.ts';
import { groupAlike, isUnbegun, type Alike } from '../explain/group-alike.ts';
import { foldJournals } from '../explain/journal-lines.ts';
import { labelled } from '../explain/labelled-lines.ts';
import { renderFailures } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { shortenBlock } from '../explain/shorten-block.ts';
import { commandSpan, span, type Line } from '../text/line.ts';
import { nameInstances } from '../text/name-instances.ts';
import { retryWord, shortPath, tryWord } from '../text/words.ts';
import { type FinalReportOptions, type RetryNote } from './final-report-options.ts';
import { renderIdle } from './render-idle.ts';
import { renderLastLines } from './render-last-lines.ts';
import { renderTaken } from './render-taken.ts';
import { renderUnbegun } from './render-unbegun.ts';

/**
 * What stays on the screen: retries of instances that passed nevertheless, failures in full, each once however many
 * instances have it, and last what failed, the totals, and the command to try again. Pure; lines are as long as they are.
 */
export function renderFinalReport(result: RunResult, options: FinalReportOptions): readonly Line[] {
  const bad = result.instances.filter((one) => isShownWhole(one));
  const ordered = [...bad.filter((one) => one.outcome === 'error'), ...bad.filter((one) => one.outcome === 'fail')];
  const from = Date.parse(result.startedAt);
  const accidents = { directory: options.directory, from, to: from + result.durationMs };
  const groups = groupAlike(ordered, (one) => renderInstance(one, options), accidents);
  return [
    [],
    ...renderQuietRetries(result, options.retries),
    ...groups.flatMap((group) => renderGroup(group, options)),
    ...renderIdle(result.instances, options.cwd),
    ...renderTaken(result.instances),
    ...renderLastLines(result, groups, options),
  ];
}

/** Retries of instances that are not shown in full. */
function renderQuietRetries(result: RunResult, notes: readonly RetryNote[]): readonly Line[] {
  return result.instances
    .filter((one) => !isShownWhole(one))
    .flatMap((one) => {
      const lines = renderRetries(one, notes);
      return lines.length === 0 ? [] : [[span('RETRIED', 'error'), span(`  ${one.name}`, 'strong')], ...lines, []];
    });
}

function renderGroup({ results, lines }: Alike, options: FinalReportOptions): readonly Line[] {
  const [first, ...others] = results;
  if (others.length > 0 && isUnbegun(first)) {
    return [...renderUnbegun(results, options.planned), ...renderRetries(first, options.retries), []];
  }
  const isError = first.outcome === 'error';
  const names = nameInstances(results, options.planned);
  const who =
    others.length === 0 ? [span(first.name, 'strong')] : [span(`${results.length} instances: `), span(names, 'strong')];
  return [
    [span(isError ? 'ERROR' : 'FAIL', isError ? 'error' : 'fail'), span('  '), ...who],
    ...shortenBlock(foldJournals(lines)),
    ...renderNext(first, options),
    [],
  ];
}

/** All that went wrong with one instance. */
function renderInstance(result: InstanceResult, { cwd, retries }: FinalReportOptions): readonly Line[] {
  const broken = result.phases.find((phase) => phase.outcome === 'error')?.phase;
  return [
    ...renderFailures(result.steps, cwd),
    ...(result.trouble === undefined ? [] : renderTrouble(result.trouble, broken)),
    ...renderRetries(result, retries),
  ];
}

/** Each retry with its reason; retries that are only known by number are shown as a number. */
function renderRetries(result: InstanceResult, notes: readonly RetryNote[]): readonly Line[] {
  const own = notes.filter((note) => note.instance === result.name);
  const counted = result.phases.filter(
    ({ phase, retries }) => retries > 0 && !own.some((note) => note.phase === phase),
  );
  return [
    ...own.map(({ phase, attempt, attempts, reason }) =>
      labelled(
        'retry',
        'error',
        span(`${phase}, ${tryWord({ attempt, attempts })}`, 'strong'),
        span(`  ${cleanLine(reason)}`),
      ),
    ),
    ...counted.map(({ phase, retries }) =>
      labelled('retry', 'error', span(`${phase}, ${retryWord(retries)}`, 'strong')),
    ),
  ];
}

function renderNext(result: InstanceResult, options: FinalReportOptions): readonly Line[] {
  const { verb, cwd } = options;
  const { look } = describeNext(result, verb);
  return [
    labelled('again', 'dim', commandSpan(againCommand(result, options))),
    ...(look === undefined
      ? []
      : [labelled('look', 'dim', commandSpan(`saltern login ${result.name}`), span(`   (${look})`, 'dim'))]),
    ...(result.log === undefined
      ? []
      : [labelled('log', 'dim', { ...span(shortPath(result.log, cwd)), file: result.log })]),
    ...(result.artifacts ?? []).map((file) =>
      labelled(file.endsWith('.png') ? 'screen' : 'console', 'dim', { ...span(shortPath(file, cwd)), file }),
    ),
  ];
}

function isShownWhole(result: InstanceResult): boolean {
  return isBad(result) && !isCutShort(result);
}
