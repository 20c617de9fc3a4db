import { describe, expect, it } from 'vitest';
import { renderReadmeTable } from '../../../../src/report/badge/render-readme-table.ts';
import { makeSummary } from '../make-result.ts';

const project = [
  makeSummary('ops-ssh', 'centos-7'),
  makeSummary('ops-ssh', 'centos-stream-9'),
  makeSummary('ops-ssh', 'centos-stream-9', 'strict'),
  makeSummary('ops-ssl_certs', 'centos-7'),
];

describe('the table of badges', () => {
  it('has a line for each formula, with its badge and that of each platform', () => {
    expect(renderReadmeTable(project, { badges: '.saltern/badges' })).toEqual([
      '| Formula | Nightly Build Status | Supported OS |',
      '| --- | --- | --- |',
      '| ops-ssh | ![Build status of ops-ssh](.saltern/badges/ops-ssh.svg) | ![CentOS 7](.saltern/badges/ops-ssh-centos-7.svg) ![CentOS 9](.saltern/badges/ops-ssh-centos-stream-9.svg) |',
      '| ops-ssl\\_certs | ![Build status of ops-ssl\\_certs](.saltern/badges/ops-ssl_certs.svg) | ![CentOS 7](.saltern/badges/ops-ssl_certs-centos-7.svg) |',
    ]);
  });

  it('leads to the pages of the formulas where there is a site', () => {
    const links = { badges: 'https://ci.example/saltern/badges', site: 'https://ci.example/saltern/' };

    const [, , line] = renderReadmeTable([makeSummary('ops-ssh', 'centos-7')], links);

    const page = 'https://ci.example/saltern/formulas/ops-ssh.html';
    expect(line).toBe(
      [
        `| [ops-ssh](${page})`,
        `[![Build status of ops-ssh](https://ci.example/saltern/badges/ops-ssh.svg)](${page})`,
        `[![CentOS 7](https://ci.example/saltern/badges/ops-ssh-centos-7.svg)](${page}) |`,
      ].join(' | '),
    );
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['a_b_c', 'a\\_b\\_c'],
    ['[x](y)', '\\[x\\]\\(y\\)'],
    ['<script>', '\\<script\\>'],
    ['`c`\n| d', '\\`c\\` \\| d'],
    ['\\', '\\\\'],
  ])('shows the name %j as text, in its own cell', (formula, shown) => {
    const [, , line = ''] = renderReadmeTable([makeSummary(formula, 'centos-7')], { badges: 'b' });

    expect(line.startsWith(`| ${shown} | ![Build status of ${shown}](b/`)).toBe(true);
    expect(line.split(/(?<!\\)\|/)).toHaveLength(5);
  });

  it('finds badges in folders whose names Markdown would read otherwise', () => {
    const [, , line] = renderReadmeTable([makeSummary('ops-ssh', 'centos-7')], { badges: '../my docs (old)/b|c' });

    expect(line).toContain('](../my%20docs%20%28old%29/b%7Cc/ops-ssh.svg)');
  });
});
