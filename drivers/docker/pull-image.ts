import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { parseJson } from '../../src/base/json/parse-json.ts';
import { saysDiskFull } from '../../src/base/files/disk-full.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { Engine } from './engine.ts';
import { engineMessage, statusOf } from './explain-engine-error.ts';
import { registryCredentials } from '../../src/base/registry/registry-credentials.ts';

const pullLine = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
});

/** A line of the engine's answer to a pull. */
export type PullLine = z.infer<typeof pullLine>;

export interface PullRequest {
  readonly reference: string;
  readonly platform: string | undefined;
}

/** Has the engine fetch an image. Throws IMAGE_MISSING, IMAGE_PULL, NO_SPACE, ENGINE_*. */
export async function pullImage(
  engine: Engine,
  { reference, platform }: PullRequest,
  context: DriverContext,
): Promise<void> {
  const { signal } = context;
  const credentials = await registryCredentials(reference, context.environment, signal);
  const { name, tag } = splitReference(reference);
  context.progress(`pulling ${reference}`);
  try {
    const stream = await engine.ask(
      `pull '${reference}'`,
      (docker) =>
        docker.createImage(credentials ?? {}, {
          fromImage: name,
          tag,
          ...(platform === undefined ? {} : { platform }),
          abortSignal: signal,
        }),
      signal,
    );
    await follow(new Readable().wrap(stream), reference, context);
  } catch (error) {
    signal.throwIfAborted();
    throw explainPull(error, reference, credentials !== undefined);
  }
}

async function follow(stream: Readable, reference: string, context: DriverContext): Promise<void> {
  const layers = pullProgress();
  stream.on('error', () => undefined);
  // The answer is JSON, line by line; no text that is meant for people is parsed.
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const parsed = pullLine.safeParse(parseJson(line));
    if (!parsed.success) continue;
    if (parsed.data.error !== undefined) throw new Error(parsed.data.error);
    const seen = layers(parsed.data);
    if (!seen) continue;
    context.progress(`pulling ${reference}, layer ${seen.layersDone} of ${seen.layers}`, seen.bytesDone, seen.bytes);
  }
  context.signal.throwIfAborted();
  if (stream.errored) throw stream.errored;
}

interface PullState {
  readonly layers: number;
  readonly layersDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
}

const DONE = new Set(['Pull complete', 'Already exists']);

/** Adds up a pull's lines: how many layers are in, how many bytes of those whose size is known. */
export function pullProgress(): (line: PullLine) => PullState | undefined {
  const layers = new Map<string, { done: boolean; current: number; total: number }>();
  return ({ id, status = '', progressDetail }) => {
    if (id === undefined || status.startsWith('Pulling from')) return undefined;
    const layer = layers.get(id) ?? { done: false, current: 0, total: 0 };
    layer.total = Math.max(layer.total, status === 'Downloading' ? (progressDetail?.total ?? 0) : 0);
    layer.done ||= DONE.has(status);
    const isIn = layer.done || status === 'Download complete' || status === 'Extracting';
    layer.current = isIn ? layer.total : Math.max(layer.current, progressDetail?.current ?? 0);
    layers.set(id, layer);
    const all = [...layers.values()];
    return {
      layers: all.length,
      layersDone: all.filter((one) => one.done).length,
      bytes: all.reduce((sum, one) => sum + one.total, 0),
      bytesDone: all.reduce((sum, one) => sum + one.current, 0),
    };
  };
}

/** `name:tag`, `name@sha256:…` or a bare name, which means `latest`. A colon before a slash belongs to a port. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  const at = reference.indexOf('@');
  if (at >= 0) return { name: reference.slice(0, at).replace(/:[\w.-]+$/, ''), tag: reference.slice(at + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon > reference.lastIndexOf('/')) return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
  return { name: reference, tag: 'latest' };
}

/** What stopped a pull, or a question for an image, from the engine's words. */
export function explainPull(error: unknown, reference: string, hadCredentials: boolean): SalternError {
  const message = engineMessage(error);
  const keeps = error instanceof SalternError && (error.code === 'ENGINE_MISSING' || error.code === 'NO_SPACE');
  if (keeps) return error;
  if (saysDiskFull(message)) {
    return new SalternError('NO_SPACE', `There is no disk space left to pull '${reference}'`, {
      hint: 'Free some with `docker system prune`.',
      cause: error,
    });
  }
  const details = [message];
  if (/unauthorized|authentication required|no basic auth|denied|forbidden/i.test(message)) {
    return new SalternError('IMAGE_PULL', `The registry refuses to give us '${reference}'`, {
      hint: hadCredentials
        ? 'Log in again with `docker login`: it refused the credentials of the Docker configuration.'
        : 'Check the name, or log in with `docker login` if the image is private.',
      cause: error,
      details,
    });
  }
  if (statusOf(error) === 404 || /manifest unknown|not found|does not exist|no matching manifest/i.test(message)) {
    return new SalternError('IMAGE_MISSING', `There is no image '${reference}' in its registry`, {
      hint: "Check the name and the tag in 'docker: { image: … }', and its 'platform'.",
      cause: error,
      details,
    });
  }
  return new SalternError('IMAGE_PULL', `The image '${reference}' could not be pulled`, {
    hint: "Check that its registry can be reached, or use 'pull: never' with an image that is on the engine.",
    cause: error,
    details,
    isTransient: !/invalid reference|malformed|parse/i.test(message),
  });
}
