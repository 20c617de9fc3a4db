import { findingsFileKind } from '../findings/findings-file-kind.ts';
import { buildSarif } from './build-sarif.ts';

/** SARIF, which GitHub's code scanning and editors read. */
export const sarifKind = findingsFileKind({ at: 'sarif', build: buildSarif });
