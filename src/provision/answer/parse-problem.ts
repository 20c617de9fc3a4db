import { stripVTControlCharacters } from 'node:util';
import type { FoundPlace } from '../../base/place/place.ts';
import type { ConvergeProblem } from '../../contract/result.ts';
import { USER_TOP_SLS } from '../bundle/plan-pillar.ts';
import type { Stumble } from '../worker/worker-protocol.ts';
import { findLine, tellCounting } from './find-line.ts';
import type { SourceFinder } from './find-source.ts';
import { namedIds, namedSls } from './named-in.ts';

type Kind = ConvergeProblem['kind'];

const ANNOUNCEMENT = /^Pillar failed to render/u;
/** What an sls imports, or the sls itself where it is a program: `…/files/base/ops-ssh/map.jinja(7):`, `File "…", line 7`. */
const SERVED = /(?:\/files\/[^/\s]+|\/srv\/(?:salt|pillar))\/(?:([^\n"]+)", line (\d+)|(\S+)\((\d+)\):)/gu;
const MISSING = /^No matching sls found|is not available on the salt master/u;
const RENDER =
  /\bSLS\b|^ID '|requisite|^Rendering|Error when rendering|Cannot extend ID|No function declared|High data/iu;

/**
 * Salt's error strings as problems, each with its place where Salt gives one. A pillar that failed gives a list whose
 * first string only announces the failure.
 */
export async function parseProblems(
  errors: readonly string[],
  sources: SourceFinder,
): Promise<readonly ConvergeProblem[]> {
  const clean = errors.map(cleanMessage).filter((error) => error !== '');
  const isPillar = clean.some((error) => ANNOUNCEMENT.test(error));
  const telling = clean.filter((error) => !ANNOUNCEMENT.test(error));
  return Promise.all(
    (telling.length > 0 ? telling : clean).map(async (message) => {
      const place = await findPlace(message, isPillar, sources);
      const counting = await tellLine(message, { place, isPillar }, sources);
      return {
        kind: isPillar ? ('pillar' as const) : kindOf(message),
        message: counting === '' ? message : `${message}\n${counting}`,
        place,
      };
    }),
  );
}

/** An exception that Salt did not turn into a sentence, as a problem of what it was at work on. */
export async function parseStumble(stumble: Stumble, sources: SourceFinder): Promise<ConvergeProblem> {
  const { part, sls, id } = stumble;
  const reason = cleanMessage(stumble.reason);
  const kind = part === 'pillar' ? 'pillar' : 'render';
  const message = `Salt stumbled over ${describe(stumble)}: ${reason}`;
  const file = sls === null ? undefined : part === 'pillar' ? sources.pillarFile(sls) : sources.stateFile(sls);
  if (file === undefined) return { kind, message, place: undefined };
  return { kind, message, place: id === null ? { file } : await sources.declaration(file, id) };
}

function describe({ part, sls, id }: Stumble): string {
  if (sls === null) return part === 'pillar' ? 'the pillar' : 'the states';
  return id === null ? `SLS '${sls}'` : `ID '${id}' in SLS '${sls}'`;
}

/** Without the lines of a traceback that are saltern's own: they are of no use to a formula's author. */
function cleanMessage(error: string): string {
  return (
    stripVTControlCharacters(error)
      .replaceAll(/^ *File "saltern_worker\/[^\n]*\n/gmu, '')
      // The line is told already, with its column.
      .replaceAll(/(\bline (\d+), column \d+[^\n]*); line \2$/gmu, '$1')
      .trim()
  );
}

function kindOf(message: string): Kind {
  if (MISSING.test(message)) return 'missing-sls';
  if (/^No Top file|^No states found for this minion/u.test(message)) return 'empty-top';
  return RENDER.test(message) ? 'render' : 'other';
}

async function findPlace(message: string, isPillar: boolean, sources: SourceFinder): Promise<FoundPlace | undefined> {
  const served = importedPlace(message, isPillar, sources) ?? (await servedPlace(message, isPillar, sources));
  if (served !== undefined) return served;
  if (MISSING.test(message)) return isPillar ? filePlace(sources.pillarFile(USER_TOP_SLS)) : undefined;
  const file = findFile(message, isPillar, sources);
  if (file === undefined) return undefined;
  const line = findLine(message, await sources.lines(file));
  if (line !== undefined) return { file, ...line };
  for (const id of namedIds(message)) {
    const place = await sources.declaration(file, id);
    if (place.line !== undefined) return place;
  }
  return { file };
}

/** Which line is meant, where Salt names another one than the place does. */
async function tellLine(
  message: string,
  { place, isPillar }: { readonly place: FoundPlace | undefined; readonly isPillar: boolean },
  sources: SourceFinder,
): Promise<string> {
  // What is imported was not made by Jinja.
  if (place === undefined || place.file !== findFile(message, isPillar, sources)) return '';
  const { file, line } = place;
  return tellCounting(message, line === undefined ? undefined : { line }, await sources.lines(file));
}

function filePlace(file: string | undefined): FoundPlace | undefined {
  return file === undefined ? undefined : { file };
}

/** Of YAML that a template imports Salt quotes the line that imports it, and tells the line where it is broken. */
function importedPlace(message: string, isPillar: boolean, sources: SourceFinder): FoundPlace | undefined {
  if (!message.includes('Encountered error loading yaml')) return undefined;
  const path = /\bimport_yaml\s+["']([^"']+)["'].*[ \t]<={10,}/u.exec(message)?.[1];
  const mark = [...message.matchAll(/\bline (\d+), column (\d+)/gu)].at(-1);
  if (path === undefined || mark === undefined) return undefined;
  const file = (isPillar ? sources.pillarPath(path) : undefined) ?? sources.servedFile(path);
  return file === undefined ? undefined : { file, line: Number(mark[1]), column: Number(mark[2]) };
}

/** The innermost file that a traceback names and that is the user's; a line that it does not have is a lie. */
async function servedPlace(message: string, isPillar: boolean, sources: SourceFinder): Promise<FoundPlace | undefined> {
  for (const [, quoted, quotedLine, plain, plainLine] of [...message.matchAll(SERVED)].toReversed()) {
    const path = quoted ?? plain ?? '';
    const file = (isPillar ? sources.pillarPath(path) : undefined) ?? sources.servedFile(path);
    const line = Number(quotedLine ?? plainLine);
    if (file !== undefined && line <= (await sources.lines(file)).length) return { file, line };
  }
  return undefined;
}

function findFile(message: string, isPillar: boolean, sources: SourceFinder): string | undefined {
  if (isPillar && /Top file/u.test(message)) return sources.pillarFile(USER_TOP_SLS);
  const fileOf = (sls: string): string | undefined => (isPillar ? sources.pillarFile(sls) : sources.stateFile(sls));
  for (const sls of namedSls(message)) {
    const file = fileOf(sls);
    if (file !== undefined) return file;
  }
  return undefined;
}
