import { randomUUID } from 'node:crypto';
import { DISTRIBUTIONS, findDistribution } from '../../src/base/pulp/find-distribution.ts';
import type { Target, TargetContext, TakenMember } from '../../src/contract/target.ts';
import { openTarget } from '../../src/gate/targets/index.ts';
import { talkTo } from '../testbed/pulp/fill-pulp.ts';
import { pulpProxy } from './pulp-proxy.ts';
import { namedPulp, sharedPulp } from './pulp-scene.ts';

/** Distributions of a test's own, and those who get packages by them. */
export interface PulpTargetScene extends AsyncDisposable {
  readonly target: Target;
  /** The same target by another address, or with more said of it. */
  readonly open: (more: Readonly<Record<string, unknown>>, environment?: Record<string, string>) => Promise<Target>;
  /** Names of the distributions by their members. */
  readonly distributions: Readonly<Record<string, string>>;
  /** Id of the snapshot whose metadata each distribution serves, in their order; nothing: it serves nothing. */
  readonly clients: () => Promise<readonly string[]>;
  /** Has it serve what a snapshot has, without a word: as a hand or a crash leaves it. */
  readonly point: (member: string, id: string, labels?: Readonly<Record<string, string>>) => Promise<void>;
  readonly taken: TargetContext['taken'];
  /** Of the distributions. */
  readonly hrefs: readonly string[];
  /** Has all of them serve nothing, to everybody, as if nothing had moved. */
  readonly reset: () => Promise<void>;
}

/** `members`: by name, which member of the shared snapshots stands behind it. */
export async function openPulpTarget(
  members: Readonly<Record<string, string>> = { base: 'base', extras: 'extras' },
): Promise<PulpTargetScene> {
  const shared = sharedPulp();
  const { config, environment: own } = namedPulp(shared);
  const { signal } = new AbortController();
  const run = randomUUID().slice(0, 8);
  const distributions = Object.fromEntries(Object.keys(members).map((member) => [member, `${member}-stable-${run}`]));
  const pulp = await talkTo(shared);
  const hrefs: string[] = [];
  for (const [member, name] of Object.entries(distributions)) {
    const body = { name, base_path: `${run}/${member}` };
    hrefs.push(...(await pulp.change({ method: 'POST', path: DISTRIBUTIONS, body, signal })));
  }
  const find = async (member: string) => {
    const found = await findDistribution(pulp, distributions[member] ?? '', signal);
    if (found === undefined) throw new Error(`no distribution for '${member}'`);
    return found;
  };
  const takenOf = (id: string): readonly TakenMember[] => {
    const there = shared.taken[id];
    if (there === undefined) throw new Error('no such snapshot');
    return Object.entries(members).flatMap(([name, behind]) =>
      there.filter((one) => one.name === behind).map((one) => ({ ...one, name })),
    );
  };
  const open: PulpTargetScene['open'] = async (more, environment = own) =>
    await openTarget(
      { name: 'pulp', config: { ...config, distributions, ...more } },
      { channel: 'stable', directory: '/', cacheDirectory: '/', environment },
    );
  return {
    target: await open({}),
    open,
    distributions,
    async clients() {
      const ids = [];
      for (const member of Object.keys(members)) {
        const { base_url: url } = await find(member);
        const response = await fetch(`${url}repodata/repomd.xml`);
        const digest = response.ok ? await sha256(await response.arrayBuffer()) : undefined;
        const isIts = ([id]: readonly [string, unknown]): boolean =>
          takenOf(id).some(({ name, metadataDigest }) => name === member && metadataDigest === digest);
        const [id] = Object.entries(shared.taken).find(isIts) ?? [];
        if (id !== undefined) ids.push(id);
      }
      return ids;
    },
    async point(member, id, labels) {
      const { pulp_href: path } = await find(member);
      const publication = takenOf(id).find(({ name }) => name === member)?.origin?.ref;
      const body = { publication, ...(labels === undefined ? {} : { pulp_labels: labels }) };
      await pulp.change({ method: 'PATCH', path, body, signal });
    },
    hrefs,
    async reset() {
      const body = { publication: null, content_guard: null, pulp_labels: {} };
      for (const path of hrefs) await pulp.change({ method: 'PATCH', path, body, signal });
    },
    taken: (id) => Promise.resolve(takenOf(id)),
    async [Symbol.asyncDispose]() {
      for (const path of hrefs) await pulp.change({ method: 'DELETE', path, signal });
    },
  };
}

/** The same as the contract suite of targets wants it. */
export async function openPulpCase() {
  const scene = await openPulpTarget();
  const last = scene.hrefs.at(-1) ?? '';
  let isBlocked = false;
  // As late as can be: the last of the distributions.
  const proxy = await pulpProxy(sharedPulp().url, ({ method, url }) =>
    isBlocked && method === 'PATCH' && url === last ? 'refused' : 'on',
  );
  return {
    target: await scene.open({ url: proxy.url }),
    clients: scene.clients,
    taken: scene.taken,
    block: async () => void (isBlocked = true),
    unblock: async () => void (isBlocked = false),
    halve: (id: string) => scene.point('base', id),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    },
  };
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return `sha256:${Buffer.from(digest).toString('hex')}`;
}
