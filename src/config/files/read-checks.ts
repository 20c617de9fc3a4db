import { z } from 'zod';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import type { ExactPlace, Problem } from '../../base/place/place.ts';
import { readShaped } from '../../base/yaml/read-shaped.ts';
import { SalternError } from '../../contract/errors.ts';
import type { VerifyPlan } from '../../contract/plan.ts';
import type { ReadContext, Verifier, Written } from '../../contract/verifier.ts';
import { CHECKS_VERIFIER } from '../schema/schema.ts';
import { findPathTrouble } from './find-path-trouble.ts';
import { at, layerKeys, listItems, type Layer } from '../layer.ts';
import type { FormulaFile } from './name-formulas.ts';
import { openYaml } from './open-yaml.ts';
import { displayPath, placeIn } from './places.ts';

const anyMap = z.record(z.string(), z.unknown());

/** A suite as it is written, with its checks read. */
export interface SuiteFile {
  readonly name: string;
  readonly layer: Layer;
  readonly verify: readonly VerifyPlan[];
}

/** A formula as it is written, with its suites. */
export interface ReadFormula extends FormulaFile {
  readonly suites: readonly SuiteFile[];
}

export interface ReadSuites {
  readonly formulas: readonly ReadFormula[];
  /** Absolute paths of the files that suites name. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** Has each verifier read what suites say to it, with the files that they name: the last step that reads files. */
export async function readChecks(
  formulas: readonly FormulaFile[],
  from: { readonly cwd: string; load(name: string): Promise<Verifier> },
): Promise<ReadSuites> {
  const problems: Problem[] = [];
  const { context, paths } = readOnce(from.cwd, problems);
  const readPart = async (file: FormulaFile, [name, layer]: readonly [string, Layer]): Promise<VerifyPlan> => {
    const place: Written['place'] = (path = []) => placeIn(file.file, layer, path);
    const verifier = await from.load(name);
    const read = await verifier.read({ value: layer.value, place }, context);
    problems.push(...read.problems);
    return { verifier: name, config: read.config, place: place() };
  };
  const readFormula = async (formula: FormulaFile): Promise<ReadFormula> => {
    const all = at(formula.layer, 'suites');
    const suites = layerKeys(all).map(async (name): Promise<SuiteFile> => {
      const layer = at(all, name);
      return { name, layer, verify: await Promise.all(listParts(layer).map((part) => readPart(formula, part))) };
    });
    return { ...formula, suites: await Promise.all(suites) };
  };
  return { formulas: await Promise.all(formulas.map(readFormula)), paths, problems };
}

/** What a suite says to verifiers, by their names: `checks`, then each item of `verify`. */
function listParts(suite: Layer): readonly (readonly [name: string, layer: Layer])[] {
  const checks = at(suite, 'checks');
  const named = listItems([at(suite, 'verify')]).flatMap((item) =>
    layerKeys(item).map((name) => [name, at(item, name)] as const),
  );
  return [...(checks.value === undefined ? [] : [[CHECKS_VERIFIER, checks] as const]), ...named];
}

/** Reads files for verifiers, each once, however many suites name it. */
function readOnce(cwd: string, problems: Problem[]): { readonly context: ReadContext; readonly paths: string[] } {
  const files = new Map<string, Promise<Written>>();
  const paths: string[] = [];
  const read = async (path: string): Promise<Written> => {
    const file = await openYaml(path, cwd);
    paths.push(file.path);
    const shaped = readShaped(file, anyMap);
    problems.push(...shaped.problems);
    return { value: shaped.value, place: (below = []) => shaped.place(below) };
  };
  const readYaml = async (path: string, place: ExactPlace): Promise<Written | undefined> => {
    const trouble = await findPathTrouble({ kind: 'file', path }, cwd);
    if (trouble !== undefined) {
      problems.push({ ...place, message: trouble });
      return undefined;
    }
    const reading = files.get(path) ?? read(path);
    files.set(path, reading);
    return await reading.catch((error: unknown) => {
      if (!(error instanceof SalternError) || !(error.cause instanceof UnreadableError)) throw error;
      problems.push({ ...place, message: `'${displayPath(cwd, path)}' cannot be read: ${error.cause.why}` });
      return undefined;
    });
  };
  return { context: { readYaml }, paths };
}
