import { StringDecoder } from 'node:string_decoder';

/** Decodes UTF-8 in which a character may be split between chunks; calls back with whole characters only. */
export function decodeText(onText: (text: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  const give = (text: string): void => {
    if (text !== '') onText(text);
  };
  return { push: (chunk) => give(decoder.write(chunk)), end: () => give(decoder.end()) };
}
