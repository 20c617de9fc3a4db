import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE, SalternError, type ErrorCode } from '../../../src/contract/errors.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CODES = Object.keys(ERROR_CATALOGUE).toSorted();

/** Code → exit code of the section that its row stands in, in the order of the page. */
function readPage(): readonly (readonly [string, number])[] {
  const page = readFileSync(new URL('../../../src/contract/ERRORS.md', import.meta.url), 'utf8');
  const sections = page.split(/^## Exit code /m).slice(1);
  return sections.flatMap((section) => {
    const exitCode = Number.parseInt(section, 10);
    return [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => [code, exitCode] as const);
  });
}

/** Codes that a source file makes an error or a trouble with; comparing with a code does not use it. */
function listUsed(): readonly string[] {
  const files = globSync('{src,drivers}/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('contract/errors.ts'));
  const sources = files.map((file) => readFileSync(`${ROOT}/${file}`, 'utf8').replaceAll(/[!=]== '[A-Z_]+'/g, ''));
  return CODES.filter((code) => sources.some((source) => source.includes(`'${code}'`)));
}

describe('the catalogue of errors', () => {
  it('is the list of its page, each code once', () => {
    const page = readPage().map(([code]) => code);

    expect(page.toSorted()).toEqual(CODES);
  });

  it('has the exit codes of its page', () => {
    const page = readPage();

    expect(Object.fromEntries(page)).toEqual(ERROR_CATALOGUE);
  });

  it('holds no code that nothing is stopped by', () => {
    const used = listUsed();

    expect(used).toEqual(CODES);
  });
});

describe('SalternError', () => {
  it('gives the exit code of its catalogue entry', () => {
    const exitCodes = CODES.map((code) => [code, new SalternError(code as ErrorCode, 'stopped').exitCode]);

    expect(Object.fromEntries(exitCodes)).toEqual(ERROR_CATALOGUE);
  });

  it('points to the doctor in its hint, and not in what the doctor itself says', () => {
    const both = new SalternError('BOOT_FAILED', 'stopped', { hint: 'Start it.', doctor: 'says more' });
    const alone = new SalternError('ENGINE_FAILED', 'stopped', { doctor: 'looks at QEMU' });

    expect([both.hint, both.remedy]).toEqual(['Start it. `saltern doctor` says more.', 'Start it.']);
    expect([alone.hint, alone.remedy]).toEqual(['`saltern doctor` looks at QEMU.', undefined]);
  });
});
