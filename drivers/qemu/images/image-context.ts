import type { DriverContext } from '../../../src/contract/driver.ts';

/** What the image store uses of a driver's context. */
export type ImageContext = Pick<DriverContext, 'signal' | 'cacheDirectory' | 'progress' | 'environment'>;
