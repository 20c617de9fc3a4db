import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { SalternError } from '../../contract/errors.ts';

/** Bytes read and given at once: few large steps keep the thread pool and the scan busy side by side. */
const CHUNK = 1 << 18;

/**
 * The uncompressed content of a metadata file, as the name that the repository gives it tells (`.gz`, `.zst`, `.xz`,
 * `.bz2`, else plain). Throws the decompressor's error while being read, and `SNAPSHOT_SOURCE` where a program that
 * it needs is missing.
 */
export function openMetadata(file: string, name: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const compressed = createReadStream(file, { highWaterMark: CHUNK });
  if (name.endsWith('.gz')) return through(compressed, createGunzip({ chunkSize: CHUNK }), signal);
  if (name.endsWith('.zst')) return through(compressed, createZstdDecompress({ chunkSize: CHUNK }), signal);
  if (!name.endsWith('.xz') && !name.endsWith('.bz2')) return compressed;
  compressed.destroy();
  return readFromProgram(name.endsWith('.xz') ? 'xz' : 'bzip2', file, signal);
}

function through(source: Readable, decompressor: Duplex, signal: AbortSignal): AsyncIterable<Uint8Array> {
  source.once('error', (error) => decompressor.destroy(error));
  decompressor.once('close', () => source.destroy());
  return addAbortSignal(signal, source.pipe(decompressor));
}

/** Node has neither xz nor bzip2; each is on every machine that handles RPMs. */
async function* readFromProgram(
  program: 'xz' | 'bzip2',
  file: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ['--decompress', '--stdout', '--', file], { signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | Error>((resolve) =>
    child.once('error', resolve).once('close', (code) => resolve(code ?? -1)),
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  try {
    yield* child.stdout;
  } finally {
    child.kill();
  }
  const outcome = await ended;
  if (outcome === 0) return;
  signal.throwIfAborted();
  if (typeof outcome === 'number') throw new Error(`${program} could not unpack it: ${complaint.trim()}`);
  throw new SalternError('SNAPSHOT_SOURCE', `'${file}' is packed with ${program}, which this machine does not have`, {
    hint: `Install the '${program}' program, or have the mirror's metadata made with gzip or zstd.`,
    cause: outcome,
  });
}
