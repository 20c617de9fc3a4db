import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { ROOT } from './root.ts';

/** The one file that may ask what time it is; everybody else is told. */
const CLOCK = 'src/cli/create-app.ts';

interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: ReturnType<typeof parseSync>['program'];
}

interface Breach {
  /** Offset in the text. */
  readonly at: number;
  readonly message: string;
}

/** What no linter checks for us: order within a file, and who has a clock. */
const RULES: readonly ((source: Source) => readonly Breach[])[] = [findHelpersOnTop, findClocks];

const breaches = globSync(['src/**/*.ts', 'drivers/**/*.ts'], { cwd: ROOT }).flatMap(checkFile);
for (const breach of breaches) console.error(breach);
process.exit(breaches.length === 0 ? 0 : 1);

function checkFile(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const source = { file, text, program: parseSync(file, text).program };
  return RULES.flatMap((rule) => rule(source)).map(({ at, message }) => {
    const lines = text.slice(0, at).split('\n');
    return `${file}:${lines.length}:${(lines.at(-1) ?? '').length + 1}  ${message}`;
  });
}

/** A file reads from the top down. Constants may stand above: they are needed before anything runs. */
function findHelpersOnTop({ text, program }: Source): readonly Breach[] {
  const parts = program.body.map((statement) => describe(statement, text));
  return parts.flatMap((part, index) => {
    const isUsedIn = ({ words }: Part) => words.has(part.name);
    const isCalledIn = (other: Part) => other.isFunction && isUsedIn(other);
    const isOnTop = part.isHelper && !parts.slice(0, index).some(isUsedIn) && parts.slice(index + 1).some(isCalledIn);
    return isOnTop ? [{ at: part.start, message: `'${part.name}' stands above all that use it` }] : [];
  });
}

function findClocks({ file, program }: Source): readonly Breach[] {
  const found: Breach[] = [];
  const message = 'only the clock asks what time it is: take `now` from the context';
  const isDate = (node: { readonly type: string; readonly name?: unknown }) =>
    node.type === 'Identifier' && node.name === 'Date';
  new Visitor({
    MemberExpression(node) {
      if (isDate(node.object) && 'name' in node.property && node.property.name === 'now')
        found.push({ at: node.start, message });
    },
    NewExpression(node) {
      if (isDate(node.callee) && node.arguments.length === 0) found.push({ at: node.start, message });
    },
  }).visit(program);
  return file === CLOCK ? [] : found;
}

interface Part {
  readonly name: string;
  readonly start: number;
  /** A function that is not exported. */
  readonly isHelper: boolean;
  /** A function or a class: what is in it runs later. */
  readonly isFunction: boolean;
  readonly words: ReadonlySet<string>;
}

function describe(statement: Source['program']['body'][number], text: string): Part {
  const inner =
    statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement;
  const { type } = inner;
  const declared = type === 'VariableDeclaration' ? inner.declarations[0] : undefined;
  const isArrow = declared?.init?.type === 'ArrowFunctionExpression';
  const isDeclared = type === 'FunctionDeclaration' || type === 'ClassDeclaration';
  const id = isDeclared ? inner.id : declared?.id;
  return {
    name: id?.type === 'Identifier' ? id.name : '',
    start: statement.start,
    isHelper: inner === statement && (type === 'FunctionDeclaration' || isArrow),
    isFunction: isDeclared || isArrow,
    words: new Set(text.slice(statement.start, statement.end).match(/\w+/g)),
  };
}
