import { setTimeout as delay } from 'node:timers/promises';
import { BaseError } from '../../../base/error/base-error.ts';
import { WrongFile } from '../../../contract/source.ts';

/** Where a repository is, best first as far as is known by now. */
export interface Mirrors {
  /** Folders; never empty. */
  urls(): readonly URL[];
  /** To be asked first from now on. */
  prefer(url: URL): void;
  /** To be asked last from now on: it gave trouble. */
  demote(url: URL): void;
}

export function orderMirrors(urls: readonly URL[]): Mirrors {
  let order = urls;
  const others = (url: URL): readonly URL[] => order.filter((one) => one !== url);
  return {
    urls: () => order,
    prefer: (url) => void (order = [url, ...others(url)]),
    demote: (url) => void (order = [...others(url), url]),
  };
}

export interface MirrorTries {
  readonly signal: AbortSignal;
  /** Milliseconds of pause before all are tried again, doubled each time: a server under load wants some. */
  readonly pauseMs: number;
}

const ROUNDS = 3;

/**
 * Does `work` with one mirror after the other until one can do it; those that had trouble which may pass are tried up to
 * three times. Throws BaseError `transfer` naming what each said when one of them could not be asked, else the `WrongFile`
 * of the first: then they all agree that it is not there, or is wrong.
 */
export async function tryMirrors<T>(
  mirrors: Mirrors,
  { signal, pauseMs }: MirrorTries,
  work: (folder: URL) => Promise<T>,
): Promise<T> {
  const troubles = new Map<URL, BaseError>();
  const wrong = new Map<URL, WrongFile>();
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await pause(pauseMs * 2 ** (round - 1), signal);
    const open = mirrors.urls().filter((url) => !wrong.has(url) && troubles.get(url)?.isTransient !== false);
    for (const url of open) {
      try {
        return await work(url);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof WrongFile) wrong.set(url, error);
        else if (error instanceof BaseError && error.kind === 'transfer') troubles.set(url, error);
        else throw error;
        if (error instanceof WrongFile) troubles.delete(url);
        mirrors.demote(url);
      }
    }
    if (![...troubles.values()].some(({ isTransient }) => isTransient)) break;
  }
  throw troubles.size > 0 ? joinTroubles([...troubles.values()], mirrors.urls().length) : firstOf([...wrong.values()]);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function joinTroubles(troubles: readonly BaseError[], count: number): BaseError {
  const [first] = troubles;
  const message = first?.message ?? 'no mirror answers';
  return new BaseError('transfer', count === 1 ? message : `${message} (and no other of its ${count} mirrors has it)`, {
    hint: first?.hint,
    cause: first,
    isTransient: troubles.some(({ isTransient }) => isTransient),
    // One trouble is said already.
    details: count === 1 ? (first?.details ?? []) : troubles.flatMap(nameTrouble),
  });
}

function nameTrouble({ message, details }: BaseError): readonly string[] {
  return [message, ...details.map((detail) => `  ${detail}`)];
}

/** What is wrong weighs more than what is missing: that mirror may only be behind. */
function firstOf(all: readonly WrongFile[]): WrongFile {
  const first = all.find(({ kind }) => kind === 'damaged') ?? all[0] ?? new WrongFile('missing', 'is missing');
  if (all.length < 2) return first;
  return new WrongFile(first.kind, `${first.message} (tried ${all.length} mirrors)`, first);
}
