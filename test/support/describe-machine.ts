import type { JsonObject } from '../../src/base/json/json.ts';
import type { El } from '../testbed/image/stand-ins.ts';
import type { Testbed } from '../testbed/setup.ts';

/**
 * The `qemu:` section of a stand-in. Without that bit of the processor QEMU before 9.1 emulates kernels of 6.12 and later
 * as well; a true CentOS would refuse to run without it.
 */
export async function describeMachine(testbed: Testbed, el: El): Promise<JsonObject> {
  const { file, sha256 } = await testbed.vmImage(el);
  return { image: file, sha256, memory: '768m', disk: '6g', cpu: 'max,cx16=off' };
}
