import { shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { Finding } from '../../contract/finding.ts';
import { joinTitle } from '../findings/join-title.ts';

/** One entry of GitLab's report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
interface QualityIssue {
  readonly description: string;
  readonly check_name: string;
  /** GitLab compares those of two branches: what is not in the other one is new. */
  readonly fingerprint: string;
  readonly severity: 'major' | 'minor';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** Cells of a description, which GitLab shows on one line. */
const MOST_CELLS = 500;

/** Findings that have a place: of others GitLab can show nothing, and JUnit has them. Pure. */
export function buildCodeQuality(findings: readonly Finding[]): readonly QualityIssue[] {
  return findings.flatMap((finding) => {
    const { rule, place, severity, fingerprint } = finding;
    if (place === undefined) return [];
    const [why = '', ...rest] = joinTitle(finding).split('\n');
    return [
      {
        description: shortenEnd(cleanLine(`${why} (${rest.at(-1) ?? ''})`), MOST_CELLS),
        check_name: cleanLine(rule),
        fingerprint,
        severity: severity === 'error' ? 'major' : 'minor',
        location: { path: place.file.toWellFormed(), lines: { begin: place.line ?? 1 } },
      } as const,
    ];
  });
}
