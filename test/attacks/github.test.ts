import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/contract/finding.ts';
import { disarmOutput } from '../../src/report/github/disarm-output.ts';
import { renderAnnotations } from '../../src/report/github/render-annotations.ts';
import { renderSummary } from '../../src/report/github/render-summary.ts';
import { listFindings } from '../../src/report/findings/list-findings.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { findOrders } from '../support/runner-orders.ts';
import { saltThatTells } from '../support/told-salt.ts';
import { makeDemoRun } from '../unit/report/demo-run.ts';
import { makeCheck, makePass, makeResult, makeRun, makeState, makeSteps } from '../unit/report/make-result.ts';

const ZERO_WIDTH = '\u200b';

/** What a guest says to a runner that reads our output. */
const ORDERS: readonly (readonly [string, string])[] = [
  ['an output of the step', '::set-output name=outcome::pass'],
  ['a mask that hides our words', '::add-mask::FAIL'],
  ['the end of all orders', '::stop-commands::deaf'],
  ['an annotation on a foreign file', '::error file=README.md,line=1::evil'],
  ['blanks before it', ' \t\u00a0\u3000 ::warning::evil'],
  ['signs that nobody sees, before and within', `\u00ad:${ZERO_WIDTH}\u2060:add-mask::FAIL`],
  ['the older form, in the midst of a line', 'all is well ##[add-mask]FAIL'],
  ['the older form with signs that nobody sees', `#${ZERO_WIDTH}#\ufe0f[error]evil`],
  ['more signs than needed', '####[error]evil'],
  ['a path', '##[add-path]/tmp/evil'],
  ['a carriage return before it', 'well\r::error::evil'],
  ['colours around it', '\u001b[0m::error::evil\u001b[0m'],
];

/** All of them, a line each. */
const ALL = ORDERS.map(([, text]) => text).join('\n');

const GITHUB = { GITHUB_ACTIONS: 'true' };
const OURS = /^::(?:error|warning) (?:file=(?!README)[^:]*,)?title=[^:]*::/;

/** Orders in what a command line said that are not the annotations of this run, whose every line we made. */
function strangers({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): readonly string[] {
  return findOrders(`${stdout}\n${stderr}`).filter((line) => !OURS.test(line));
}

function saying(text: string): Promise<AttackScene> {
  const comment = `no\n${text}\n    ${text}`;
  const state = { id: 'motd', function: 'file.managed', sls: 'demo', result: false };
  const fake = saltThatTells([
    { ...state, comment },
    { ...state, id: 'other', changes: { diff: `--- \n+++ \n@@ -1 +1 @@\n${text}` } },
  ]);
  return attackScene({
    suites: { default: { states: ['demo'] } },
    more: { formula: 'formula', platforms: { here: { fake } } },
    files: { 'formula/demo/init.sls': 'motd:\n  file.managed\nother:\n  file.managed\n' },
  });
}

describe('orders to the runner in what a guest says', () => {
  it.each(ORDERS)('as Salt’s comment and diff, on the screen and in the log: %s', async (_, text) => {
    await using scene = await saying(text);

    const heard = await scene.saltern(['test'], { environment: GITHUB });
    const logs = await scene.saltern(['logs'], { environment: GITHUB });

    expect(heard.code).toBe(1);
    expect([...strangers(heard), ...strangers(logs)]).toEqual([]);
    expect(heard.stdout).toMatch(/^::error file=formula\/demo\/init\.sls,line=1,title=demo%3A motd fails::/m);
  });

  it('as the output of a check’s command', async () => {
    const checks = { command: { 'cat said >&2; exit 1': { 'exit-status': 0 } } };
    await using scene = await attackScene({ suites: { default: { checks } } });
    const command = `cat '${scene.directory}/said' >&2; exit 1`;
    scene.write('said', `${ALL}\n`);
    scene.write('saltern.yml', scene.read('saltern.yml').replace('cat said >&2; exit 1', command));

    const heard = await scene.saltern(['test'], { environment: GITHUB });

    expect(heard.code).toBe(1);
    expect(strangers(heard)).toEqual([]);
  });

  it('as what `exec` brings', async () => {
    await using scene = await attackScene();
    await scene.saltern(['create']);

    const heard = await scene.saltern(['exec', 'demo-default-here', '--', 'printf', '%s\n', ALL], {
      environment: GITHUB,
    });

    expect(heard.code).toBe(0);
    expect(strangers(heard)).toEqual([]);
  });

  it('as names in a file that saltern refuses, and as arguments', async () => {
    await using scene = await attackScene({ more: Object.fromEntries(ORDERS.map(([, text]) => [text, text])) });

    const file = await scene.saltern(['list'], { environment: GITHUB });
    const argument = await scene.saltern(['test', ALL], { environment: GITHUB });

    expect([file.code, argument.code]).toEqual([2, 2]);
    expect([...strangers(file), ...strangers(argument)]).toEqual([]);
  });

  it('however they are cut into pieces, and nothing else of the text changes', () => {
    const text = `said ## [x]: a::b\n::error::x\n  ::a::\n##[b]c ###[d]\n: :\n#: [x]\nwell\n`;

    for (const size of [1, 2, 3, 7, 100]) {
      const stream = disarmOutput();
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      const said = pieces.map((piece) => stream.push(piece)).join('');

      expect(said).toBe('said ## [x]: a::b\n: :error::x\n  : :a::\n## [b]c ### [d]\n: :\n#: [x]\nwell\n');
    }
  });

  it('as data of --json, which stays the same data', async () => {
    await using scene = await saying('##[add-mask]FAIL');

    const here = await scene.saltern(['test', '--json'], { environment: GITHUB });
    const said = JSON.stringify(JSON.parse(here.stdout));

    expect(findOrders(here.stdout)).toEqual([]);
    expect(said).toContain('##[add-mask]FAIL');
    expect(here.stderr).toMatch(/^::error file=formula/m);
  });

  it('are as they are said where no runner listens', async () => {
    await using scene = await attackScene();
    await scene.saltern(['create']);

    const heard = await scene.saltern(['exec', 'demo-default-here', '--', 'printf', '%s', '::a::##[b]']);

    expect(heard.stdout).toBe('::a::##[b]');
  });
});

/** What a title, a place, a message or an id may hold, to leave the annotation that it is in. */
const LEAVING: readonly (readonly [string, string])[] = [
  ['a second order on a line of its own', 'x\n::set-output name=a::b'],
  ['the same with every end of a line', 'x\r\n::error::b\r::error::c\u2028::error::d\u0085::error::e'],
  ['the end of the properties', 'x::y,line=99,file=README.md::z'],
  ['an escape of ours', '%0A::error::x%3A%2C%25'],
  ['half a character', 'x\ud800'],
  ['orders to a terminal', '\u001b]0;x\u0007\u001b[2J'],
];

describe('an annotation', () => {
  it.each(LEAVING)('is not left by %s', (_, text) => {
    const finding: Finding = {
      severity: 'error',
      rule: 'state/x',
      title: text,
      message: text,
      place: { file: `a${text}`, line: 3 },
      instances: ['a'],
      fingerprint: 'f0',
    };

    const lines = renderAnnotations([finding]);

    expect(lines).toHaveLength(1);
    const [line = ''] = lines;
    // oxlint-disable-next-line no-control-regex -- that there are none is the point
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(line.isWellFormed()).toBe(true);
    const [, properties = ''] = /^::error (.*?)::/.exec(line) ?? [];
    expect(properties.split(',').map((one) => one.split('=')[0])).toEqual(['file', 'line', 'title']);
    expect(properties).toMatch(/,line=3,/);
  });
});

/** What may leave its cell, its line or its block in Markdown. */
const MARKDOWN: readonly (readonly [string, string])[] = [
  ['a cell', 'a | b | ✓ | c'],
  ['a line', 'a\n\n## ✓ all passed\n\n- [x] done'],
  ['code', '`a` ``b`` <code>c</code></code>'],
  ['a block', '```\n## ✓ all passed\n```'],
  ['a longer block', '``````\n## ✓ all passed\n~~~~~~\n<b>x</b>'],
  ['tags', '</details></code></td></table><h1>passed</h1><img src="https://evil.example/x.png"><script>x</script>'],
  ['a comment', '<!-- and all that comes is gone'],
  ['a picture', '![image](https://evil.example/x.png)'],
  [
    'a link',
    '[saltern](https://evil.example) <https://evil.example> https://evil.example www.evil.example a@evil.example',
  ],
  ['a reference', '[a][b]\n\n[b]: https://evil.example'],
  ['a mention', 'ask @octocat and @ops/team'],
  ['bold, a list, a heading', '**bold** _it_ ~~no~~\n# big\n1. one\n- two\n> said'],
  ['a footnote', 'a[^1]\n\n[^1]: evil'],
  ['entities and escapes', '&lt;b&gt; &#60;b&#62; \\| \\` \\<b>'],
  ['mathematics', '$\\href{https://evil.example}{x}$ $$x$$'],
];

const LINKED = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'ops/fleet', GITHUB_SHA: 'abc' };

/** Elements that are ours. */
const ELEMENTS = new Set([
  'h2',
  'h3',
  'p',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'code',
  'pre',
  'ul',
  'li',
  'a',
]);

describe('the summary of a job', () => {
  it.each(MARKDOWN)('is not left by %s in what a guest says', (_, text) => {
    const html = toHtml(summaryOf(text));

    const elements = listElements(parseFragment(html));
    expect(elements).toEqual(listElements(parseFragment(toHtml(summaryOf('well')))));
    expect(elements.filter((name) => !ELEMENTS.has(name))).toEqual([]);
    // A mention is found in text, and not in code.
    expect(html.replaceAll(/<code[^>]*>.*?<\/code>/gs, '')).not.toMatch(/@(?:octocat|ops|evil)/);
  });

  it('that cannot be written is a warning, and changes no verdict', async () => {
    await using scene = await attackScene();
    const GITHUB_STEP_SUMMARY = `${scene.directory}/no/such/folder/summary.md`;

    const heard = await scene.saltern(['test'], { environment: { ...GITHUB, GITHUB_STEP_SUMMARY } });

    expect(heard.code).toBe(0);
    expect(heard.stdout).toMatch(
      /^::warning title=saltern%3A no job summary::'.*summary\.md' could not be written: ENOENT/m,
    );
  });
});

/** A run in which this stands wherever a guest, a formula or a suite can say something. */
function summaryOf(text: string): string {
  const summary = { name: 'ops-ssh-default-here', formula: text, suite: 'default', platform: 'here' };
  const said = { verdict: 'failed', id: text, function: text, name: text, comment: text, said: [text] } as const;
  const states = [
    makeState({ ...said, place: { file: text, line: 3 } }),
    makeState({ ...said, verdict: 'excused', excuse: text }),
  ];
  const check = makeCheck({ outcome: 'fail', type: text, id: text, message: `${text}\n${text}`, details: [text] });
  const steps = makeSteps({ converge: makePass(states), again: undefined, checks: [check] });
  const trouble = { code: 'BOOT_FAILED', message: text, hint: text, details: [text] };
  const started = { ...makeDemoRun()[0], instances: [summary], snapshot: text };
  const result = makeRun([makeResult(summary, { outcome: 'fail', steps, trouble })]);
  const findings = listFindings(started, result, { cwd: '/srv/fleet' });
  return renderSummary(started, result, { findings, environment: LINKED }).join('\n\n');
}

function toHtml(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
}

/** Names of elements in their order. */
function listElements(node: DefaultTreeAdapterTypes.ParentNode): string[] {
  return node.childNodes.flatMap((child) =>
    'childNodes' in child ? [child.nodeName, ...listElements(child)] : child.nodeName === '#comment' ? ['comment'] : [],
  );
}
