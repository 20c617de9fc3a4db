import { saysDiskFull } from '../../src/base/files/disk-full.ts';
import { firstLine } from '../../src/base/text/first-line.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { Endpoint } from './resolve-endpoint.ts';

const NOT_THERE = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ESSH',
]);
const NOT_ALLOWED = new Set(['EACCES', 'EPERM']);
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED']);

/** Engine messages after which another try may help, whatever the status; and those after which it cannot. */
const PASSES =
  /device or resource busy|device busy|i\/o timeout|connection reset|TLS handshake timeout|deadline exceeded|unexpected EOF|network .* not found|address already in use by another/i;
const STAYS =
  /OCI runtime|no such file|permission denied|not permitted|not allowed|privileged|read-only|invalid|unsupported|not supported|cannot enable/i;

/** HTTP status of the engine's answer behind an error, if it was one. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof SalternError ? error.cause : error;
  if (!(cause instanceof Error) || !('statusCode' in cause)) return undefined;
  return typeof cause.statusCode === 'number' ? cause.statusCode : undefined;
}

/** The engine's own message, without the wrapping of the client library. */
export function engineMessage(error: unknown): string {
  const cause = error instanceof SalternError && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.replace(/^\(HTTP code \d+\) .*? - /s, '').trim();
}

/** Whether a container did not start because there is no such program as its PID 1. */
export function isInitMissing(error: unknown): boolean {
  const message = engineMessage(error);
  return /no such file or directory|executable file not found/i.test(message) && !/mount/i.test(message);
}

/** Whatever went wrong while talking to the engine, as the error that a person reads. Pure. */
export function explainEngineError(error: unknown, endpoint: Endpoint, doing: string): SalternError {
  if (error instanceof SalternError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = engineMessage(error);
  if (NOT_ALLOWED.has(code)) {
    return new SalternError('ENGINE_MISSING', `You may not talk to Docker on '${endpoint.name}'`, {
      hint: "Add your user to the group 'docker' and log in again, or set DOCKER_HOST to an engine of your own.",
      cause: error,
    });
  }
  if (NOT_THERE.has(code)) {
    return new SalternError('ENGINE_MISSING', `Docker did not answer on '${endpoint.name}'`, {
      hint: endpoint.by === undefined ? 'Start it.' : `Start it, or change ${endpoint.by}, which names it.`,
      doctor: 'says more',
      cause: error,
      details: code === 'ENOENT' ? [] : [message],
    });
  }
  const status = statusOf(error);
  if (saysDiskFull(message)) {
    return new SalternError('NO_SPACE', `Docker has no disk space left to ${doing}`, {
      hint: 'Free some with `docker system prune`, or give its data directory more.',
      cause: error,
      details: [message],
    });
  }
  if (/cannot allocate memory|out of memory/i.test(message)) {
    return new SalternError('NO_MEMORY', `The machine has no memory left to ${doing}`, {
      hint: 'Run fewer instances at once with --concurrency.',
      cause: error,
      details: [message],
    });
  }
  const isBrokenOff = BROKEN_OFF.has(code) || /socket hang up/i.test(message);
  const isTransient =
    isBrokenOff || PASSES.test(message) || (status !== undefined && status >= 500 && !STAYS.test(message));
  return new SalternError('ENGINE_FAILED', `Docker on '${endpoint.name}' could not ${doing}: ${firstLine(message)}`, {
    cause: error,
    isTransient,
    ...(isTransient ? {} : { doctor: 'checks the engine' }),
  });
}
