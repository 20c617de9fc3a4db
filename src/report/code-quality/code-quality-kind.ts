import { findingsFileKind } from '../findings/findings-file-kind.ts';
import { buildCodeQuality } from './build-code-quality.ts';

/** GitLab's report of code quality. */
export const codeQualityKind = findingsFileKind({ at: 'codeQuality', build: buildCodeQuality });
