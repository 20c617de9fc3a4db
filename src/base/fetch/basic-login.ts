import { decodeSegment } from './parse-location.ts';

/** `user:password` of a URL; undefined: it has none. */
export function loginOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decodeSegment(username) ?? username}:${decodeSegment(password) ?? password}`;
}

/** `user:password` as a header. Pure. */
export function basic(login: string | undefined): Readonly<Record<string, string>> {
  return login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}
