import { type CallExpression, SyntaxKind } from 'typescript/unstable/ast';
import { isIdentifier, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { type Checker, type NodeHandle, SymbolFlags } from 'typescript/unstable/sync';

/** Where functions that start processes are declared. Ours takes the whole command as one array. */
const STARTERS = ['/@types/node/child_process.d.ts', '/node_modules/execa/', '/test/testbed/host/command.ts'];
/** What these modules declare besides are types, and methods of a process that runs. */
const STARTING_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionType,
  SyntaxKind.VariableDeclaration,
]);
const OTHER_FUNCTIONS = new Set(['lastLines', 'hasCommand']);
const VARIABLE_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.Parameter,
]);

/** Most files start nothing, and need not be looked at by types. */
export function mayStart(text: string): boolean {
  return /child_process|execa|\/command\.ts/.test(text);
}

/**
 * Whether a call is one of a function that starts a process, by whatever name. Only what a variable holds, such as a
 * promisified function or one of a module that was imported late, is asked for its type: that takes long.
 */
export function isStart(call: CallExpression, checker: Checker): boolean {
  const callee = isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
  if (!isIdentifier(callee) || OTHER_FUNCTIONS.has(callee.text)) return false;
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined) return false;
  const isVariable = symbol.declarations.some(({ kind }) => VARIABLE_KINDS.has(kind));
  if (isVariable) return isStarter(checker.getResolvedSignature(call)?.declaration);
  const isAlias = (symbol.flags & SymbolFlags.Alias) !== 0;
  return (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations.some(isStarter);
}

function isStarter(declared: NodeHandle | undefined): boolean {
  if (declared === undefined || !STARTING_KINDS.has(declared.kind)) return false;
  return STARTERS.some((starter) => declared.path.includes(starter));
}
