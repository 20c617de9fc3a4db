import type { Duplex } from 'node:stream';

const HEADER_BYTES = 8;
const STDERR = 2;

export interface StreamSinks {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
}

/**
 * Splits Docker's multiplexed stream (one byte for the stream, three empty, four for the length, then the content),
 * piece by piece as it comes, so that long output is neither copied again nor held. Pure but for its position.
 */
export function demuxFrames(sinks: StreamSinks): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  let isStderr = false;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const missing = HEADER_BYTES - header.length;
        header = Buffer.concat([header, chunk.subarray(at, at + missing)]);
        at += missing;
        if (header.length < HEADER_BYTES) return;
        isStderr = header[0] === STDERR;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      if (isStderr) sinks.stderr(piece);
      else sinks.stdout(piece);
    }
  };
}

/**
 * Reads a multiplexed stream to its end. A broken connection ends it as well: the exit code says how the command ended.
 */
export function readFrames(stream: Duplex, sinks: StreamSinks): Promise<void> {
  const take = demuxFrames(sinks);
  const ended = Promise.withResolvers<void>();
  stream.on('data', take);
  stream.once('end', ended.resolve);
  stream.once('close', ended.resolve);
  stream.on('error', () => ended.resolve());
  return ended.promise;
}
