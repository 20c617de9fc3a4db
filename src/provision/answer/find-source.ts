import { readFile } from 'node:fs/promises';
import type { Place } from '../../base/place/place.ts';
import type { BundleEntry } from '../bundle/bundle-entry.ts';
import { findHostFile } from '../bundle/find-host-file.ts';

/** Finds places in the user's own files; paths are absolute, reports make them relative. */
export interface SourceFinder {
  /** The host file of an sls: `ops-ssh.config` → `…/config.sls` or `…/config/init.sls`. */
  stateFile(sls: string): string | undefined;
  pillarFile(sls: string): string | undefined;
  /** The host file behind a path of Salt's file root, `ops-ssh/map.jinja`. */
  servedFile(path: string): string | undefined;
  /** The lines of a host file; none when it cannot be read. */
  lines(file: string): Promise<readonly string[]>;
  /** Where the sls declares the id; undefined when that is not clear. */
  state(sls: string, id: string): Promise<Place | undefined>;
}

export function findSources(entries: ReadonlyMap<string, BundleEntry>): SourceFinder {
  const texts = new Map<string, Promise<string>>();
  const hostFile = (path: string): string | undefined => findHostFile(entries, path);
  const hostOf = (root: string, sls: string): string | undefined => {
    const path = `${root}/${sls.replaceAll('.', '/')}`;
    return hostFile(`${path}.sls`) ?? hostFile(`${path}/init.sls`);
  };
  const read = (host: string): Promise<string> => {
    const known = texts.get(host) ?? readFile(host, 'utf8').catch(() => '');
    texts.set(host, known);
    return known;
  };
  return {
    stateFile: (sls) => hostOf('srv/salt', sls),
    pillarFile: (sls) => hostOf('srv/pillar', sls),
    servedFile: (path) => hostFile(`srv/salt/${path}`),
    lines: async (file) => (await read(file)).split('\n'),
    state: async (sls, id) => {
      const file = hostOf('srv/salt', sls);
      if (file === undefined) return undefined;
      const line = findIdLine(await read(file), id);
      return line === undefined ? undefined : { file, line };
    },
  };
}

/** A mapping key at the start of a line, quoted or not. */
const KEY = /^(\s*)(?:"([^"]*)"|'([^']*)'|([^\s#'"][^#]*?))\s*:(?:\s|$)/u;

/**
 * 1-based line of a state's declaration. An id that holds Jinja is found when exactly one templated key can produce
 * it; a guess between several would send people to the wrong place.
 */
export function findIdLine(text: string, id: string): number | undefined {
  const keys = text.split('\n').flatMap((line, at) => {
    const found = KEY.exec(line);
    const key = found?.[2] ?? found?.[3] ?? found?.[4];
    return found && key !== undefined ? [{ key, indent: found[1]?.length ?? 0, line: at + 1 }] : [];
  });
  const exact = keys.filter(({ key }) => key === id).toSorted((a, b) => a.indent - b.indent || a.line - b.line);
  if (exact[0]) return exact[0].line;
  const templated = keys.filter(({ key }) => key.includes('{{') && templatePattern(key).test(id));
  const literal = templated.filter(({ key }) => key.replace(/\{\{.*?\}\}/gu, '').trim().length > 1);
  const chosen = literal.length > 0 ? literal : templated;
  return chosen.length === 1 ? chosen[0]?.line : undefined;
}

function templatePattern(key: string): RegExp {
  const parts = key.split(/\{\{.*?\}\}/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 'su');
}
