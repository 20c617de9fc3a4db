import { join, relative } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { isCallExpression } from 'typescript/unstable/ast/is';
import { API, type Checker } from 'typescript/unstable/sync';
import { isStart, mayStart } from './is-start.ts';
import { readStart, type Said } from './read-start.ts';

/** A place that starts a process. */
export interface Start extends Said {
  /** Relative to the root. */
  readonly file: string;
  /** `12:5`, counted from 1. */
  readonly position: string;
}

/**
 * Every place of the sources below `root` that starts a process, found by the compiler. A comment above a statement,
 * `// Starts NAME, NAME: why`, says what the types cannot, and `// Starts any program: why` that nobody can.
 */
export function findStarts(root: string): readonly Start[] {
  const config = join(root, 'tsconfig.starts.json');
  const isConfig = (name: string): true | undefined => name === config || undefined;
  const readFile = (name: string): string | undefined => (isConfig(name) ? CONFIG : undefined);
  const api = new API({ cwd: root, fs: { readFile, fileExists: isConfig } });
  try {
    using snapshot = api.updateSnapshot({ openProjects: [config] });
    const project = snapshot.getProject(config);
    if (project === undefined) throw new Error(`no project at '${config}'`);
    const { program, checker } = project;
    const names = program.getSourceFileNames().filter((name) => isOurs(relative(root, name)));
    const sources = names.map((name) => program.getSourceFile(name)).filter((source) => source !== undefined);
    return sources.filter(({ text }) => mayStart(text)).flatMap((source) => findInFile(source, root, checker));
  } finally {
    api.close();
  }
}

/** JavaScript starts processes as well, though nobody checks its types. */
const CONFIG = JSON.stringify({
  extends: './tsconfig.json',
  compilerOptions: { allowJs: true },
  include: ['src', 'drivers', 'test', 'examples'],
});

function isOurs(name: string): boolean {
  return !name.startsWith('..') && !name.split('/').includes('node_modules');
}

function findInFile(source: SourceFile, root: string, checker: Checker): readonly Start[] {
  const starts: Start[] = [];
  const visit = (node: Node): void => {
    if (isCallExpression(node) && isStart(node, checker)) {
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
      const place = { file: relative(root, source.fileName), position: `${line + 1}:${character + 1}` };
      starts.push({ ...place, ...readStart(node, source, checker) });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return starts;
}
