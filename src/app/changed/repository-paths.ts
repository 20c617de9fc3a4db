import { readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A path as git knows it. */
export interface Places {
  /** Relative to the top: every link that leads there, and what they lead to; those of them that are in the repository. */
  readonly files: readonly string[];
  /** Where it leads in the end, relative to the top; undefined: out of the repository. */
  readonly end: string | undefined;
}

export interface RepositoryPaths {
  /** Absolute, links followed. */
  readonly top: string;
  /** Of an absolute path, be it there or not. */
  placesOf(path: string): Promise<Places>;
}

/** As many links as the kernel follows. */
const MOST_LINKS = 40;

/** Paths as git knows them: it follows no link, so what lies behind one has another name there. */
export function repositoryPaths(top: string): RepositoryPaths {
  const known = new Map<string, Promise<Places>>();
  const find = async (path: string): Promise<Places> => {
    const { links, end } = await followLinks(path);
    const files = [...links, end].flatMap((one) => toFile(top, one) ?? []);
    return { files, end: toFile(top, end) };
  };
  return {
    top,
    placesOf: (path) => {
      const places = known.get(path) ?? find(path);
      known.set(path, places);
      return places;
    },
  };
}

function toFile(top: string, path: string): string | undefined {
  if (path === top) return '';
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : undefined;
}

async function followLinks(path: string): Promise<{ readonly links: readonly string[]; readonly end: string }> {
  const links: string[] = [];
  let steps = path.split('/').filter(Boolean);
  let at = '/';
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const next = join(at, step);
    const target = links.length < MOST_LINKS ? await readlink(next).catch(() => undefined) : undefined;
    if (target === undefined) {
      at = next;
      continue;
    }
    links.push(next);
    steps = [...resolve(dirname(next), target).split('/').filter(Boolean), ...steps];
    at = '/';
  }
  return { links, end: at };
}
