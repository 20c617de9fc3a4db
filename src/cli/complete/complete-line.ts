import type { Command as CommanderCommand } from 'commander';
import type { App } from '../app.ts';
import { findWanted, type Wanted } from './find-wanted.ts';

/** How a shell's script asks. */
export const COMPLETE = '__complete';

/** A word that says: files. */
const FILES = ':files';

/**
 * What may stand in place of the last word of a line, for the scripts of `saltern completion`: those that begin with it,
 * else those that have it in them. Nothing where nothing can be said, a project with problems included.
 */
export async function completeLine(
  app: App,
  program: CommanderCommand,
  words: readonly string[],
): Promise<readonly string[]> {
  const { wanted, start } = findWanted(program, words);
  const all = await listAll(app, wanted, words).catch(() => []);
  if (wanted.kind === 'files') return all;
  const beginning = all.filter((word) => word.startsWith(start));
  return beginning.length > 0 ? beginning : all.filter((word) => word.includes(start));
}

async function listAll(app: App, wanted: Wanted, words: readonly string[]): Promise<readonly string[]> {
  switch (wanted.kind) {
    case 'words':
      return wanted.words;
    case 'files':
      return [FILES];
    case 'nothing':
      return [];
    case 'values': {
      const { listValues } = await import('../../app/list-values.ts');
      return await listValues(app, wanted.of, readProject(words));
    }
    default:
      return wanted satisfies never;
  }
}

/** Whose project it is: the line may say so. */
function readProject(words: readonly string[]): { readonly project?: string } {
  const at = words.findIndex((word) => word === '-p' || word === '--project');
  const project = words[at + 1];
  return at === -1 || project === undefined || at + 1 === words.length - 1 ? {} : { project };
}
