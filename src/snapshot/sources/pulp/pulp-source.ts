import { createHash } from 'node:crypto';
import { BaseError } from '../../../base/error/base-error.ts';
import { openPulp, type Pulp } from '../../../base/pulp/open-pulp.ts';
import { readAccess } from '../../../base/pulp/read-access.ts';
import { readServed } from '../../../base/pulp/read-served.ts';
import { SalternError } from '../../../contract/errors.ts';
import { REPOMD, type Source, type SourcePlace } from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import type { PulpConfig } from './config.ts';
import { openServed } from './open-served.ts';
import { pinVersion, type PinnedVersion } from './pin-version.ts';

/** Repositories of a Pulp 3: a member is the newest publication of a repository's latest version, held fast while it is taken. */
export function pulpSource(config: PulpConfig, { environment = {} }: SourcePlace): Source {
  const { url, repositories, guard } = config;
  const open = async (): Promise<Pulp> => openPulp(await readAccess(config, environment));
  const pin = async (pulp: Pulp, member: string, signal: AbortSignal): Promise<PinnedVersion> => {
    const repository = Object.hasOwn(repositories, member) ? repositories[member] : undefined;
    if (repository !== undefined) return await pinVersion(repository, { pulp, guard, signal });
    throw new BaseError('transfer', `The source '${url}' has no member '${member}'`, {
      hint: `Its 'repositories' name ${Object.keys(repositories).join(', ')}.`,
    });
  };
  return {
    name: 'pulp',
    title: url,
    async members() {
      const names = Object.keys(repositories).toSorted();
      if (names.length > 0) return names;
      throw new SalternError('SNAPSHOT_SOURCE', `Of '${url}' no repository is named`, {
        hint: "Name some under 'repositories'.",
      });
    },
    async metadataDigest(member, { signal }) {
      return await explain(signal, async () => {
        const pulp = await open();
        const { distribution } = await pin(pulp, member, signal);
        const repomd = await readServed(pulp, { distribution, path: REPOMD }, signal);
        return `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
      });
    },
    async open(member, { pool }, { signal }) {
      return await explain(signal, async () => {
        const pulp = await open();
        return await openServed({ pulp, pinned: await pin(pulp, member, signal), pool, signal });
      });
    },
  };
}

async function explain<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw sourceTrouble(error);
  }
}
