import { dirname } from 'node:path';
import { BaseError } from '../error/base-error.ts';
import { ensureSpace, withinSpace, type Room } from '../files/no-space.ts';
import { progressMeter, type OnProgress } from '../files/progress-meter.ts';
import { openSparse } from '../files/sparse-file.ts';
import { brokenOff, openUrl, type UrlRequest } from './open-url.ts';
import { showLocation } from './parse-location.ts';
import { beginPart, readPart, removePart, type Part, type PartInfo } from './part-file.ts';
import { watchStall, type StallWatch } from './watch-stall.ts';

/** What a transfer needs from its caller. */
export interface FetchContext extends Pick<UrlRequest, 'signal' | 'environment'> {
  readonly progress: OnProgress;
}

/** What a server can be asked with, later, whether a file is still the same. Both keys missing: it cannot be asked. */
export interface Validator {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export interface DownloadRequest {
  readonly url: URL;
  readonly title: string;
  /** Path of the part file; what an earlier try left there is continued. */
  readonly part: string;
  /** sha256 hex where known: a part that is whole already needs no network. */
  readonly expected: string | undefined;
  /** Of the copy that we have; nothing is fetched while it still holds. */
  readonly known: Validator | undefined;
  /** Milliseconds without a byte after which the transfer is given up. Default 60 000. */
  readonly stallMs?: number;
  /** See `UrlRequest`. */
  readonly missingHint?: string;
}

/** A finished download: the part file is whole. */
export interface Download {
  /** Hex. */
  readonly sha256: string;
  readonly validator: Validator;
  /** Whether some of it came in an earlier try. */
  readonly isResumed: boolean;
}

/**
 * Fetches a URL into a file, and continues where an earlier try stopped if the server still has the same file.
 * `unchanged` when the server still has the copy that we have. Trouble and abort leave the part for the next try.
 * Throws BaseError `transfer` (transient where another try may help) and `space`, and the signal's reason.
 */
export async function download(request: DownloadRequest, context: FetchContext): Promise<Download | 'unchanged'> {
  const { url, part, expected, known, title, missingHint } = request;
  const { signal, environment } = context;
  const had = await readPart(part, signal);
  if (expected !== undefined && had.hash.copy().digest('hex') === expected) return whole(had, {}, true);
  using watch = watchStall(showLocation({ kind: 'http', url }), signal, request.stallMs);
  const headers = { ...unlessKnown(known), ...rangeOf(had) };
  const answers = [...(known ? [304] : []), ...('range' in headers ? [416] : [])];
  const response = await openUrl({ url, headers, answers, missingHint, signal: watch.signal, environment });
  const validator = validatorOf(response);
  if (response.status === 304) return 'unchanged';
  const goesOn = response.status === 206 && startsAt(response, had.bytes);
  if (response.status === 416 || (response.status === 206 && !goesOn)) {
    await response.body?.cancel();
    // Asked for what follows the last byte, a server answers with the file's size.
    if (response.headers.get('content-range') === `bytes */${had.bytes}`) return whole(had, validator, true);
    await removePart(part);
    if ('range' in headers) return await download(request, context);
  }
  const begun = goesOn ? had : await beginPart(part, { title, ...resumable(response) });
  await receive(request, { response, begun, watch }, context);
  return whole(begun, validator, goesOn);
}

async function receive(
  { url, part, title }: DownloadRequest,
  { response, begun, watch }: { readonly response: Response; readonly begun: Part; readonly watch: StallWatch },
  context: FetchContext,
): Promise<void> {
  const rest = lengthOf(response);
  const total = rest === undefined ? undefined : begun.bytes + rest;
  const tell = progressMeter(`downloading ${title}`, total, context.progress);
  const room: Room = { folder: dirname(part), title, bytes: rest };
  try {
    await ensureSpace(room);
    await withinSpace(room, async () => {
      await using file = await openSparse(part, begun.bytes);
      let done = begun.bytes;
      for await (const chunk of response.body ?? []) {
        watch.alive();
        begun.hash.update(chunk);
        await file.write(chunk);
        done += chunk.length;
        tell(done);
      }
      await file.finish();
    });
  } catch (error) {
    watch.signal.throwIfAborted();
    throw error instanceof BaseError ? error : brokenOff({ url, environment: context.environment }, error);
  } finally {
    await response.body?.cancel().catch(() => undefined);
  }
}

function whole({ hash }: Part, validator: Validator, isResumed: boolean): Download {
  return { sha256: hash.copy().digest('hex'), validator, isResumed };
}

function unlessKnown(known: Validator | undefined): Readonly<Record<string, string>> {
  if (known?.etag !== undefined) return { 'if-none-match': known.etag };
  return known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified };
}

function rangeOf({ bytes, validator }: Part): Readonly<Record<string, string>> {
  return bytes === 0 || validator === undefined ? {} : { range: `bytes=${bytes}-`, 'if-range': validator };
}

function startsAt(response: Response, bytes: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${bytes}-`) ?? false;
}

function validatorOf({ headers }: Response): Validator {
  const etag = headers.get('etag');
  const lastModified = headers.get('last-modified');
  return { ...(etag === null ? {} : { etag }), ...(lastModified === null ? {} : { lastModified }) };
}

/** If-Range takes no weak ETag; and once `fetch` has undone a content-encoding, offsets in bytes no longer fit. */
function resumable(response: Response): Pick<PartInfo, 'validator'> {
  const { etag, lastModified } = validatorOf(response);
  const validator = etag === undefined || etag.startsWith('W/') ? lastModified : etag;
  return validator === undefined || response.headers.has('content-encoding') ? {} : { validator };
}

function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}
