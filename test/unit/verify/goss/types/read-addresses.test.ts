import { expect, it } from 'vitest';
import type { Json } from '../../../../../src/base/json/json.ts';
import { judgeResource } from '../../../../../src/verify/goss/judge-resource.ts';
import { readResources } from '../../../../../src/verify/goss/read-resources.ts';
import { known } from '../../../../../src/verify/goss/resource.ts';
import { portType } from '../../../../../src/verify/goss/types/port.ts';

function judgeIp(ip: Json, found: readonly string[]) {
  const resources = { port: { 'tcp6:80': { listening: true, ip } } };
  const [resource] = readResources([{ resources, file: 'goss.yml', places: {} }]);
  if (!resource) throw new Error('the test holds no resource');
  return judgeResource(portType, resource, { listening: known(true), ip: known(found) })[1];
}

it.each<[Json, string]>([
  [['2001:DB8::1:0:0:1'], '2001:db8::1:0:0:1'],
  [['2001:0db8:0:0:1:0:0:1'], '2001:db8::1:0:0:1'],
  [['0:0:0:0:0:0:0:1'], '::1'],
  [['::'], '::'],
  [['::ffff:127.0.0.1'], '127.0.0.1'],
  [['127.0.0.1'], '127.0.0.1'],
  [{ 'contain-element': 'FE80::8A02:FF:C0A8:1' }, 'fe80::8a02:ff:c0a8:1'],
  [{ 'consist-of': [{ equal: 'FE80::1' }] }, 'fe80::1'],
])('an address is compared as one, however it is written: %j', (expected, found) => {
  const result = judgeIp(expected, [found]);

  expect(result).toMatchObject({ outcome: 'pass', expected });
});

it('another address is another', () => {
  expect(judgeIp(['2001:DB8::2'], ['2001:db8::1'])).toMatchObject({
    outcome: 'fail',
    message: 'ip: expected ["2001:DB8::2"], got ["2001:db8::1"]: missing "2001:db8::2"',
  });
});
