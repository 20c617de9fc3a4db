import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from giving more and more memory to what has just been made: on a machine with much of it, up to 96 MiB. For
 * commands that go through much and keep little, this saves a third of their memory and costs one part in thirty of their time.
 */
export function spareMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
