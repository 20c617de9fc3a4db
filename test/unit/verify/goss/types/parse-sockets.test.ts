import { describe, expect, it } from 'vitest';
import { parseSockets } from '../../../../../src/verify/goss/types/parse-sockets.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const TAIL = '00000000:00000000 00:00000000 00000000     0        0';

function line(address: string, state: string, inode = '77'): string {
  return `   0: ${address} 00000000:0000 ${state} ${TAIL} ${inode} 1 0\n`;
}

describe("the kernel's socket tables", () => {
  it.each([
    ['00000000:0016', '0.0.0.0', 22],
    ['0100007F:0143', '127.0.0.1', 323],
    ['00000000000000000000000000000000:0016', '::', 22],
    ['00000000000000000000000001000000:0143', '::1', 323],
    ['000080FE00000000FF00028A0100A8C0:01BB', 'fe80::8a02:ff:c0a8:1', 443],
    ['0000000000000000FFFF00000100007F:0050', '127.0.0.1', 80],
    ['B80D0120000000000000010001000000:0050', '2001:db8::1:0:0:1', 80],
  ])('read %s as %s port %i', (address, ip, port) => {
    const sockets = parseSockets(HEAD + line(address, '0A'), true);

    expect(sockets).toEqual([{ ip, port, inode: '77' }]);
  });

  it('count of TCP only what listens, of UDP everything', () => {
    const table = HEAD + line('00000000:0016', '01') + line('00000000:0017', '07');

    expect(parseSockets(table, true)).toEqual([]);
    expect(parseSockets(table, false)).toHaveLength(2);
  });

  it('that are missing or odd hold nothing', () => {
    expect(parseSockets('', true)).toEqual([]);
    expect(parseSockets('rubbish\n\n0: x', true)).toEqual([]);
  });
});
