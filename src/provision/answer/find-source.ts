import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { FoundPlace, Place } from '../../base/place/place.ts';
import type { BundleEntry } from '../bundle/bundle-entry.ts';
import { findHostFile } from '../bundle/find-host-file.ts';
import { findIdLine } from './find-id-line.ts';

/** Finds places in the user's own files; paths are absolute, reports make them relative. */
export interface SourceFinder {
  /** The host file of an sls: `ops-ssh.config` → `…/config.sls` or `…/config/init.sls`. */
  stateFile(sls: string): string | undefined;
  pillarFile(sls: string): string | undefined;
  /** The host file behind a path of Salt's file root, `ops-ssh/map.jinja`, or of its pillar. */
  servedFile(path: string): string | undefined;
  pillarPath(path: string): string | undefined;
  /** The lines of a host file; none when it cannot be read. */
  lines(file: string): Promise<readonly string[]>;
  /** Where the sls declares the id; undefined when that is not clear. */
  state(sls: string, id: string): Promise<Place | undefined>;
  /** The same, and the file alone where only that is clear. */
  declaration(file: string, id: string): Promise<FoundPlace>;
}

/** Salt gives the state that another one listens with an id of its own, made from that one's. */
const LISTENER = 'listener_';

export function findSources(entries: ReadonlyMap<string, BundleEntry>): SourceFinder {
  const texts = new Map<string, Promise<string>>();
  const hostFile = (path: string): string | undefined => findHostFile(entries, path);
  const hostOf = (root: string, sls: string): string | undefined => {
    const path = `${root}/${sls.replaceAll('.', '/')}`;
    return hostFile(`${path}.sls`) ?? hostFile(`${path}/init.sls`);
  };
  const read = (host: string): Promise<string> => {
    const known = texts.get(host) ?? readLoosely(host);
    texts.set(host, known);
    return known;
  };
  const lineOf = async (file: string, id: string): Promise<number | undefined> => {
    const text = await read(file);
    return findIdLine(text, id) ?? (id.startsWith(LISTENER) ? findIdLine(text, id.slice(LISTENER.length)) : undefined);
  };
  return {
    stateFile: (sls) => hostOf('srv/salt', sls),
    pillarFile: (sls) => hostOf('srv/pillar', sls),
    servedFile: (path) => hostFile(`srv/salt/${path}`),
    pillarPath: (path) => hostFile(`srv/pillar/${path}`),
    lines: async (file) => (await read(file)).split('\n'),
    state: async (sls, id) => {
      const file = hostOf('srv/salt', sls);
      const line = file === undefined ? undefined : await lineOf(file, id);
      return file === undefined || line === undefined ? undefined : { file, line };
    },
    declaration: async (file, id) => {
      const line = await lineOf(file, id);
      return line === undefined ? { file } : { file, line };
    },
  };
}

/** A state may stand in a file that is not all UTF-8. */
async function readLoosely(host: string): Promise<string> {
  const bytes = await readBytes(host, MOST_BYTES.content).catch(() => Buffer.alloc(0));
  return bytes.toString('utf8');
}
