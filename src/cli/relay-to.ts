import { fstatSync } from 'node:fs';
import { decodeText } from '../base/text/decode-text.ts';
import { cleanText } from '../base/text/clean-text.ts';
import { splitLines } from '../base/text/split-lines.ts';
import type { Relay } from './app.ts';

interface Taker extends Pick<NodeJS.WriteStream, 'isTTY'> {
  /** Default: it is none of the system's. */
  readonly fd?: number;
  write(data: Buffer | string): boolean;
}

/**
 * Where a guest's output goes: pipes and files get it byte for byte; a terminal must not take orders from it, and gets it
 * line by line. A pipe takes it no faster than it is read: Node's writes to one wait.
 */
export function relayTo(stream: Taker): Relay {
  if (!stream.isTTY) {
    const isFile = stream.fd !== undefined && fstatSync(stream.fd).isFile();
    return { push: (bytes) => void stream.write(bytes), end: () => undefined, isFile };
  }
  const lines = splitLines((line) => void stream.write(`${cleanText(line)}\n`));
  const text = decodeText(lines.push);
  return {
    push: text.push,
    end() {
      text.end();
      lines.end();
    },
  };
}
