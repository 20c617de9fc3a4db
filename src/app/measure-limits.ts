import { availableParallelism, freemem, totalmem } from 'node:os';
import type { Resources } from '../contract/driver.ts';

/** Memory left to the desktop, the engine and the page cache. */
const RESERVED_SHARE = 0.1;

/** What instances may use together: the memory that is free now, less a reserve, and every core. */
export function measureLimits(): Resources {
  return { memoryBytes: freemem() - totalmem() * RESERVED_SHARE, cores: availableParallelism() };
}
