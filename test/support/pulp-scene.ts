import { createHash, randomUUID } from 'node:crypto';
import { access, chmod, copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openSource } from '../../src/snapshot/sources/index.ts';
import type { Source } from '../../src/contract/source.ts';
import { fillPulp, type MirroredRepository } from '../testbed/pulp/fill-pulp.ts';
import type { PulpAddress } from '../testbed/pulp/start-pulp.ts';
import type { FilledPulp } from './pulp-setup.ts';

/** The Pulp that the tests of this project share. */
export function sharedPulp(): FilledPulp {
  const address = inject('pulp');
  if (address === undefined) throw new Error('only tests of the project pulp have a Pulp');
  return address;
}

/** What a configuration says of it, and the environment that goes with it. */
export function namedPulp({ url, user, password }: PulpAddress) {
  return {
    config: { url, 'user-env': 'PULP_USER', 'password-env': 'PULP_PASSWORD' },
    environment: { PULP_USER: user, PULP_PASSWORD: password },
  };
}

/** What the contract suite of sources runs on. */
interface MirroredScene extends AsyncDisposable {
  readonly source: Source;
  readonly folderOf: (member: string) => string;
  readonly publish: () => Promise<void>;
}

/** Repositories of Pulp that mirror the `NAME-latest/` folders; what is damaged there is damaged in Pulp's store. */
export async function openPulpScene(folder: string): Promise<MirroredScene> {
  const address = sharedPulp();
  const { config, environment } = namedPulp(address);
  const run = randomUUID().slice(0, 8);
  const folderOf = (member: string): string => join(folder, `${member}-latest`);
  const mirrored = new Map<string, MirroredMember>();
  const now = async (): Promise<Source> => {
    const repositories = Object.fromEntries([...mirrored].map(([member, { repository }]) => [member, repository.name]));
    return await openSource({ name: 'pulp', config: { ...config, repositories } }, { root: folder, environment });
  };
  return {
    source: {
      name: 'pulp',
      title: address.url,
      members: async (context) => (await now()).members(context),
      metadataDigest: async (member, context) => (await now()).metadataDigest(member, context),
      open: async (member, target, context) => (await now()).open(member, target, context),
    },
    folderOf,
    async publish() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('-latest'));
      const members = names.map((name) => name.slice(0, -'-latest'.length));
      for (const gone of [...mirrored.keys()].filter((member) => !members.includes(member))) mirrored.delete(gone);
      for (const member of members) {
        mirrored.set(
          member,
          await mirror(mirrored.get(member), { name: `${member}-${run}`, folder: folderOf(member) }),
        );
      }
      for (const member of members) await damage(mirrored.get(member), folderOf(member), address);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

interface MirroredMember {
  readonly repository: MirroredRepository;
  /** sha256 of its repomd.xml, and of what signs it. */
  readonly repomd: string;
  /** Path of each RPM when it was synchronized ▸ its sha256. */
  readonly files: ReadonlyMap<string, string>;
}

async function mirror(
  before: MirroredMember | undefined,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<MirroredMember> {
  const signature = await digest(join(folder, 'repodata/repomd.xml.asc')).catch(() => '');
  const repomd = `${await digest(join(folder, 'repodata/repomd.xml'))} ${signature}`;
  if (before?.repomd === repomd) return before;
  const files = new Map<string, string>();
  for (const file of await readdir(join(folder, 'Packages'))) {
    files.set(`Packages/${file}`, await digest(join(folder, 'Packages', file)));
  }
  if (before !== undefined) await before.repository.sync(folder);
  const [made] = before === undefined ? await fillPulp(sharedPulp(), { [name]: folder }) : [];
  const repository = before?.repository ?? made;
  if (repository === undefined) throw new Error(`no repository '${name}'`);
  return { repository, repomd, files };
}

/** A file that is not what was synchronized is done the same to where Pulp keeps it. */
async function damage(member: MirroredMember | undefined, folder: string, { media }: PulpAddress): Promise<void> {
  for (const [path, sha256] of member?.files ?? []) {
    const [own, kept] = [join(folder, path), join(media, 'artifact', sha256.slice(0, 2), sha256.slice(2))];
    const isThere = await access(own).then(
      () => true,
      () => false,
    );
    if (!isThere) await rm(kept, { force: true });
    else if ((await digest(own)) !== sha256) {
      await chmod(kept, 0o644);
      await copyFile(own, kept);
    }
  }
}

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
