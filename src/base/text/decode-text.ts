import { StringDecoder } from 'node:string_decoder';

/** Bytes to text across the borders of chunks; calls back with what is whole. */
export function decodeText(onText: (text: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  const give = (text: string): void => {
    if (text !== '') onText(text);
  };
  return { push: (chunk) => give(decoder.write(chunk)), end: () => give(decoder.end()) };
}
