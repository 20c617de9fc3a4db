import { cleanText } from '../base/text/clean-text.ts';
import { splitLines, type LineSplitter } from '../base/text/split-lines.ts';

/** Where a guest's output goes: pipes and files get it as it is; a terminal must not take orders from it. */
export function relayTo(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): LineSplitter {
  if (stream.isTTY) return splitLines((line) => void stream.write(`${cleanText(line)}\n`));
  return { push: (text) => void stream.write(text), end: () => undefined };
}
