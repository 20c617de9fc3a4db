import { findingsFileKind, type FindingsForm } from '../findings/findings-file-kind.ts';
import { buildCodeQuality } from './build-code-quality.ts';

/** GitLab's report of code quality. */
export const codeQualityForm: FindingsForm = { at: 'codeQuality', build: buildCodeQuality };

export const codeQualityKind = findingsFileKind(codeQualityForm);
