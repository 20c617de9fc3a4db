import { findingsFileKind, type FindingsForm } from '../findings/findings-file-kind.ts';
import { buildSarif } from './build-sarif.ts';

/** SARIF, which GitHub's code scanning and editors read. */
export const sarifForm: FindingsForm = { at: 'sarif', build: buildSarif };

export const sarifKind = findingsFileKind(sarifForm);
