import { isIPv6, SocketAddress } from 'node:net';
import type { Json } from '../../../base/json/json.ts';
import { isList, isMap } from '../match/convert.ts';

/** The expectation with each IPv6 address as `parseSockets` writes it; goss, and so `goss add`, uses upper case. */
export function readAddresses(expected: Json): Json {
  if (typeof expected === 'string') return isIPv6(expected) ? readAddress(expected) : expected;
  if (isList(expected)) return expected.map((one) => readAddresses(one));
  if (!isMap(expected)) return expected;
  return Object.fromEntries(Object.entries(expected).map(([matcher, one]) => [matcher, readAddresses(one)]));
}

function readAddress(text: string): string {
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
