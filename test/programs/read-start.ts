import type { CallExpression, Expression, Node, SourceFile } from 'typescript/unstable/ast';
import { isArrayLiteralExpression, isBlock, isSourceFile } from 'typescript/unstable/ast/is';
import type { Checker, Type } from 'typescript/unstable/sync';
import { findShellWords } from './find-shell-words.ts';

/** What a place says of the programs that it starts. */
export interface Said {
  /** The program as it is written there. */
  readonly text: string;
  /** What it may be: words as the types say, or as the comment above it does; undefined where neither says. */
  readonly programs: readonly string[] | undefined;
}

/** Reads one call that starts a process. */
export function readStart(call: CallExpression, source: SourceFile, checker: Checker): Said {
  const [program, ...words] = commandOf(call);
  const text = program?.getText() ?? '';
  const known = program && readWords(program, checker)?.flatMap(splitShell);
  const isShell = known?.some((name) => /(^|\/)(ba)?sh$/.test(name)) && words[0]?.getText() === "'-c'";
  const lines = isShell && words[1] ? (readWords(words[1], checker) ?? []) : [];
  const inShell = lines.flatMap((line) => findShellWords(line).map(({ word }) => word));
  return { text, programs: readComment(call, source) ?? (known && [...known, ...inShell]) };
}

/** The words of a command: one array, or a program and an array. */
function commandOf({ arguments: [first, second] }: CallExpression): readonly (Expression | undefined)[] {
  if (first && isArrayLiteralExpression(first)) return first.elements;
  return [first, ...(second && isArrayLiteralExpression(second) ? second.elements : [])];
}

/** What a word may be, by its type. */
function readWords(word: Expression, checker: Checker): readonly string[] | undefined {
  if (word.getText() === 'process.execPath') return ['node'];
  const type = checker.getTypeAtLocation(word);
  const parts: readonly (Type | undefined)[] = type?.isUnionType() ? type.getTypes() : [type];
  const texts = parts.map((part) => (part?.isStringLiteralType() ? part.value : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A program with spaces is a line for a shell. */
function splitShell(program: string): readonly string[] {
  return program.includes(' ') ? ['sh', ...findShellWords(program).map(({ word }) => word)] : [program];
}

/** The comment may stand above any part of the statement that the call belongs to. */
function readComment(call: CallExpression, source: SourceFile): readonly string[] | undefined {
  for (let node: Node = call; !isBlock(node) && !isSourceFile(node); node = node.parent) {
    const above = source.text.slice(node.getFullStart(), node.getStart());
    const [, names] = /\/\/ Starts ([^:\n]+): \S/.exec(above) ?? [];
    if (names !== undefined) return names === 'any program' ? [] : names.split(', ');
  }
  return undefined;
}
