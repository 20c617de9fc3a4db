import { stripVTControlCharacters } from 'node:util';
import type { ConvergeProblem } from '../../contract/result.ts';
import type { Place } from '../../base/place/place.ts';
import type { SourceFinder } from './find-source.ts';
import { USER_TOP_SLS } from '../bundle/plan-pillar.ts';

type Kind = ConvergeProblem['kind'];

const ANNOUNCEMENT = /^Pillar failed to render/u;
/** `SLS 'base:ops-ssh.config'`, `SLS 'x'` and, in one message, `SLS x does not …`. */
const NAMED_SLS = /SLS (?:'(?:[\w-]+:)?([^':]+)'|(\S+) does not render)/u;
/** A template that an sls imports, in Salt's cache: `…/files/base/ops-ssh/map.jinja(7):`. */
const IMPORTED = /\/files\/[^/\s]+\/(\S+)\((\d+)\):/u;

/**
 * Salt's error strings as problems, each with its place where Salt gives one. A pillar that failed gives a list whose
 * first string only announces the failure.
 */
export async function parseProblems(
  errors: readonly string[],
  sources: SourceFinder,
): Promise<readonly ConvergeProblem[]> {
  const clean = errors.map((error) => stripVTControlCharacters(error).trim()).filter((error) => error !== '');
  const isPillar = clean.some((error) => ANNOUNCEMENT.test(error));
  const telling = clean.filter((error) => !ANNOUNCEMENT.test(error));
  return Promise.all(
    (telling.length > 0 ? telling : clean).map(async (message) => ({
      kind: isPillar ? ('pillar' as const) : kindOf(message),
      message,
      place: await findPlace(message, isPillar, sources),
    })),
  );
}

function kindOf(message: string): Kind {
  if (/^No matching sls found|is not available on the salt master/u.test(message)) return 'missing-sls';
  if (/^No Top file|^No states found for this minion/u.test(message)) return 'empty-top';
  if (/^Rendering SLS|does not render to a dictionary|conflicting ID|Illegal|not formed as a/iu.test(message))
    return 'render';
  return 'other';
}

async function findPlace(message: string, isPillar: boolean, sources: SourceFinder): Promise<Place | undefined> {
  const imported = IMPORTED.exec(message);
  const importedFile = imported?.[1] === undefined ? undefined : sources.servedFile(imported[1]);
  if (importedFile !== undefined) return { file: importedFile, line: Number(imported?.[2] ?? 1) };
  if (/not available on the salt master/u.test(message)) return undefined;
  const file = findFile(message, isPillar, sources);
  return file === undefined ? undefined : placeIn(file, message, await sources.lines(file));
}

function findFile(message: string, isPillar: boolean, sources: SourceFinder): string | undefined {
  if (isPillar && /Top file/u.test(message)) return sources.pillarFile(USER_TOP_SLS);
  const found = NAMED_SLS.exec(message);
  const sls = found?.[1] ?? found?.[2];
  if (sls === undefined) return undefined;
  return isPillar ? sources.pillarFile(sls) : sources.stateFile(sls);
}

/**
 * Jinja ends its sentence with `; line 3`; YAML says `line 4, column 3` one or two times, the last being where it
 * stumbled. YAML counts lines after Jinja ran: where Salt quotes the line, the quote decides.
 */
function placeIn(file: string, message: string, lines: readonly string[]): Place {
  const marks = [...message.matchAll(/\bline (\d+), column (\d+)/gu)];
  const mark = marks.at(-1);
  const said = Number(/; line (\d+)\s*$/mu.exec(message)?.[1] ?? mark?.[1] ?? 1);
  const quoted = /^(.*\S)\s+<={10,}\s*$/mu.exec(message)?.[1]?.trim();
  const line = quoted === undefined ? said : nearestLine(lines, quoted, said);
  return mark?.[2] === undefined || line !== Number(mark[1]) ? { file, line } : { file, line, column: Number(mark[2]) };
}

function nearestLine(lines: readonly string[], text: string, near: number): number {
  const same = lines.flatMap((line, at) => (line.trim() === text ? [at + 1] : []));
  return same.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0] ?? near;
}
