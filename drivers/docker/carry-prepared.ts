import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { parseJson } from '../../src/base/json/parse-json.ts';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import type { HostContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { wrapWriteTrouble } from '../../src/contract/write-trouble.ts';
import type { Engine } from './engine.ts';
import { PREPARED_REPOSITORY } from './labels.ts';

type Context = Pick<HostContext, 'signal'>;

/** dockerode has it, and its types do not. */
type SavingDocker = Docker & { getImages(options: { names: string[] }): Promise<NodeJS.ReadableStream> };

/** As `docker save` writes it: one tar, in which layers that images share stand once, those of their bases too. */
export async function savePrepared(
  engine: Engine,
  ids: readonly string[],
  file: string,
  { signal }: Context,
): Promise<void> {
  const aside = `${file}.part`;
  try {
    const save = (docker: Docker) => (docker as SavingDocker).getImages({ names: [...ids] });
    const tar = await engine.ask('save images', save, signal);
    await pipeline(tar, createWriteStream(aside), { signal });
    await rename(aside, file);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SalternError ? error : wrapWriteTrouble(file, error);
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * The engine would take in whatever the file names, and an image called `centos` would then be everybody's `centos`: so
 * its lists of names are read first, and it may name nothing but prepared images.
 */
export async function loadPrepared(engine: Engine, file: string, { signal }: Context): Promise<void> {
  const foreign = (await listNames(file, signal)).find((name) => !OWN_NAME.test(name));
  if (foreign !== undefined) throw damaged(file, `it names '${foreign}', which is no prepared image`);
  const answer = await engine.ask('load images', (docker) => docker.loadImage(createReadStream(file)), signal);
  // It answers before it has read all, and says in the stream what went wrong.
  const said = await text(answer);
  const failure = /"error":"((?:[^"\\]|\\.)*)"/.exec(said)?.[1];
  signal.throwIfAborted();
  if (failure !== undefined) throw damaged(file, `the engine refuses it: ${failure}`);
}

const OWN_NAME = new RegExp(String.raw`^(?:docker\.io/)?${PREPARED_REPOSITORY}:[0-9a-f]{32}$`);

const NAME_OF_IMAGE = 'io.containerd.image.name';

/** The lists of names that a file may hold, and the names in each: of the engine, of the OCI, and of engines before 1.10. */
const LISTS = new Map<string, z.ZodType<readonly string[]>>(
  Object.entries({
    'manifest.json': z
      .array(z.object({ RepoTags: z.array(z.string()).nullish() }))
      .transform((images) => images.flatMap(({ RepoTags }) => RepoTags ?? [])),
    'index.json': z
      .object({ manifests: z.array(z.object({ annotations: z.record(z.string(), z.string()).optional() })) })
      .transform(({ manifests }) => manifests.flatMap(({ annotations }) => annotations?.[NAME_OF_IMAGE] ?? [])),
    repositories: z
      .record(z.string(), z.record(z.string(), z.string()))
      .transform((all) =>
        Object.entries(all).flatMap(([name, tags]) => Object.keys(tags).map((tag) => `${name}:${tag}`)),
      ),
  }),
);

/** One that stands twice could say one thing to us and another to the engine. */
async function listNames(file: string, signal: AbortSignal): Promise<readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  const entries = extract();
  const reading = pipeline(createReadStream(file), entries, { signal });
  reading.catch(() => undefined);
  try {
    for await (const entry of entries) {
      const name = posix.normalize(entry.header.name);
      const schema = LISTS.get(name);
      if (schema === undefined) entry.resume();
      else if (lists.has(name)) throw damaged(file, `it holds '${name}' twice`);
      else lists.set(name, schema.parse(parseJson(await readSmall(entry, file))));
    }
    await reading;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof SalternError ? error : damaged(file, 'it is no whole archive of images');
  }
  if (!lists.has('manifest.json')) throw damaged(file, 'it holds no list of images');
  return [...lists.values()].flat();
}

type Member = AsyncIterable<unknown> & { readonly header: { readonly name: string; readonly size?: number } };

async function readSmall(entry: Member, file: string): Promise<string> {
  if ((entry.header.size ?? 0) > MOST_BYTES.settings) throw damaged(file, `its '${entry.header.name}' is too large`);
  return await text(entry);
}

function damaged(file: string, why: string): SalternError {
  return new SalternError('CACHE_DAMAGED', `'${file}' holds no prepared images that could be taken in: ${why}`, {
    hint: 'Remove it; what it held is made anew.',
  });
}
