import { join, relative } from 'node:path';
import type { JsonObject } from '../../base/json/json.ts';
import type { LeftOut } from '../kitchen/ledger.ts';
import type { NewProject } from './new-project.ts';
import { readPart, type Part } from './read-part.ts';
import { writeFile } from './write-file.ts';
import { writePlatforms } from './write-platforms.ts';

/** A suite file lies in its formula's folder, so that paths of a kitchen.yml there mean the same in it. */
const SUITE_FILE = 'saltern.suite.yml';
/** What only a project can say. */
const OF_PROJECT = ['prepare'];

interface Member {
  /** Relative to the project. */
  readonly folder: string;
  readonly part: Part;
}

/**
 * A project for several formulas of one repository: platforms for all, and a suite file for each formula. Throws
 * `FORMULA_NOT_FOUND`.
 */
export async function initFleet(root: string, folders: readonly string[]): Promise<NewProject> {
  const members = await Promise.all(
    folders.map(async (folder) => ({ folder, part: await readPart(join(root, folder)) })),
  );
  const all = members.reduce<Part['platforms']>((below, { part }) => ({ ...part.platforms, ...below }), {});
  const platforms = writePlatforms(
    all,
    members.some(({ part }) => part.hasKitchen),
  );
  const value = { platforms: platforms.value, include: members.map(({ folder }) => join(folder, SUITE_FILE)) };
  return {
    content: writeFile({ value, name: '', kind: 'project', above: '.' }),
    suiteFiles: Object.fromEntries(
      members.map((member) => [join(member.folder, SUITE_FILE), writeMember(root, member, all)]),
    ),
    assumptions: [
      `${folders.length === 1 ? 'a formula' : `${folders.length} formulas`} in ${folders.join(', ')}, each with its suites in '${SUITE_FILE}'`,
      ...platforms.assumptions,
      ...members.map(({ folder, part }) => `${folder}: ${part.assumptions.slice(1).join('; ')}`),
    ],
    leftOut: members.flatMap((member) => leftOutOf(member, all)),
  };
}

function writeMember(root: string, { folder, part }: Member, all: Part['platforms']): string {
  const shared = Object.fromEntries(Object.entries(part.shared).filter(([key]) => !OF_PROJECT.includes(key)));
  const own = Object.keys(part.platforms);
  const isSubset = own.length > 0 && own.length < Object.keys(all).length;
  const value = { ...shared, ...(isSubset ? { platforms: own } : {}), suites: part.suites };
  const name = part.content.kind === 'formula' ? part.content.name : folder;
  return writeFile({ value, name, kind: 'suite file', above: relative(join(root, folder), root) });
}

/** What its kitchen.yml says and neither file does, the others' platforms included that are called like its own. */
function leftOutOf({ folder, part }: Member, all: Part['platforms']): readonly LeftOut[] {
  const start = { file: 'kitchen.yml', line: 1, column: 1 };
  const settings = OF_PROJECT.filter((key) => part.shared[key] !== undefined).map((what) => ({
    what,
    place: start,
    why: 'it would be for all formulas: say it in saltern.yml',
  }));
  const differing = Object.entries(part.platforms)
    .filter(([name, settingsOf]) => !isSame(settingsOf, all[name]))
    .map(([name]) => ({
      what: `platforms.${name}`,
      place: start,
      why: 'another formula has the same platform otherwise',
    }));
  return [...part.leftOut, ...settings, ...differing].map(({ place, ...item }) => ({
    ...item,
    place: { ...place, file: join(folder, place.file) },
  }));
}

function isSame(one: JsonObject, other: JsonObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other ?? null);
}
