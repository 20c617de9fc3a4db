import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Need, PROGRAMS } from '../../src/contract/programs.ts';
import { MACHINE_TESTS, SHARED_TEST } from '../machine-tests.ts';
import { findShellWords } from './find-shell-words.ts';
import { findStarts, type Start } from './find-starts.ts';

/** Who needs what is started in a folder or a file; the longest name decides. */
const NEED_OF: Readonly<Record<string, Need>> = {
  src: 'product',
  drivers: 'product',
  examples: 'set-up',
  '.ci': 'set-up',
  test: 'tests',
  'test/bench/scale/snapshot-scenes.ts': 'bench',
  'test/testbed': 'set-up',
  'test/testbed/bare': 'tests',
  'test/testbed/host/docker-engine.ts': 'engine',
  'test/testbed/go/ensure-go-program.ts': 'go',
  'test/testbed/pulp': 'pulp',
  'test/testbed/registry.ts': 'tests',
  'test/testbed/vm': 'machines',
  'test/run-checks.ts': 'unit',
  'test/unit': 'unit',
  ...Object.fromEntries(MACHINE_TESTS.filter((file) => file !== SHARED_TEST).map((file) => [file, 'machines'])),
};

/** What a command of the checks starts, from the table of them. */
export interface TableRow {
  readonly file: string;
  readonly argv: readonly string[];
}

/** `file:line:column  what is wrong` of every place below `root` that starts what the table of programs lacks. */
export function findBreaches(root: string, rows: readonly TableRow[] = []): readonly string[] {
  const named = rows.map(({ file, argv }) => ({
    file,
    position: '1:1',
    text: argv.join(' '),
    programs: argv.slice(0, 1),
  }));
  return [...findStarts(root), ...findInScripts(root), ...named].flatMap((start) => judge(start, root));
}

/** Scripts that the machine runs; what lies in `rpm/files` is for instances. */
function findInScripts(root: string): readonly Start[] {
  const files = globSync(['.ci/*', '{src,drivers,examples,test}/**/*.sh'], { cwd: root });
  return files
    .filter((file) => !file.includes('/rpm/files/'))
    .flatMap((file) =>
      findShellWords(readFileSync(join(root, file), 'utf8')).map(({ word, line }) => {
        return { file, position: `${line}:1`, text: word, programs: [word] };
      }),
    );
}

function judge({ file, position, text, programs }: Start, root: string): readonly string[] {
  const place = `${file}:${position}`;
  if (programs === undefined)
    return [`${place}  '${text}' may be any program: say above which, \`// Starts NAME: why\``];
  const need = needOf(file);
  return programs
    .map((program) => basename(program))
    .flatMap((name) => {
      if (existsSync(join(root, 'node_modules/.bin', name))) return [];
      const known = PROGRAMS.find((one) => one.name === name);
      if (known === undefined) return [`${place}  '${name}' is not in src/contract/programs.ts`];
      return known.neededBy.includes(need) ? [] : [`${place}  '${name}' is not needed by '${need}', says the table`];
    });
}

function needOf(file: string): Need {
  const places = Object.keys(NEED_OF).toSorted((a, b) => b.length - a.length);
  const place = places.find((one) => file === one || file.startsWith(`${one}/`)) ?? 'test';
  return NEED_OF[place] ?? 'tests';
}
