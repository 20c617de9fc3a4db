import { describe, expect, it } from 'vitest';
import { gitlabKind } from '../../../../src/report/gitlab/gitlab-kind.ts';
import { runProgram } from '../../../../src/cli/program.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { reporterContext } from '../../../support/reporter-context.ts';
import { makeDemoRun } from '../demo-run.ts';

// oxlint-disable-next-line no-control-regex -- they are what GitLab knows a section by
const START = /^\u001B\[0Ksection_start:\d+:(saltern_[\w.-]+)\[collapsed=true\]\r\u001B\[0Ksaltern test: /mu;
// oxlint-disable-next-line no-control-regex -- as above
const END = /^\u001B\[0Ksection_end:\d+:(saltern_[\w.-]+)\r\u001B\[0K$/mu;

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } } }
suites:
  default:
    hooks: [{ after: create, run: "printf '\\\\033[0Ksection_start:1:evil\\\\r\\\\033[0Kevil\\\\n'; false" }]
    checks: { command: { 'true': { exit-status: 0 } } }
`;

describe('the section of a run in a log of GitLab', () => {
  const tell = async (events: ReturnType<typeof makeDemoRun> | readonly [ReturnType<typeof makeDemoRun>[0]]) => {
    const orders: string[] = [];
    const [reporter] = gitlabKind.open(
      {},
      reporterContext('/srv/.saltern', { order: (line) => void orders.push(line) }),
    );
    for (const event of events) reporter?.on(event);
    await reporter?.close?.();
    return orders;
  };

  it('begins with the run and ends with it, under one name', async () => {
    const [start = '', end = '', ...more] = await tell(makeDemoRun());

    expect(START.exec(start)?.[1]).toBe(END.exec(end)?.[1]);
    expect(more).toEqual([]);
  });

  it('ends where the run does not', async () => {
    const [started] = makeDemoRun();

    expect(await tell([started])).toEqual([expect.stringMatching(START), expect.stringMatching(END)]);
  });

  it('holds what happened, and not the result; what a guest prints makes none', async () => {
    const app = fakeApp({ 'saltern.yml': PROJECT }, { environment: { PATH: process.env['PATH'], GITLAB_CI: 'true' } });

    await runProgram(['test'], app);

    const { stdout } = app.said;
    const [start, end] = [stdout.search(START), stdout.search(END)];
    expect(stdout.match(/section_(start|end):\d+:[\w.-]+(\[collapsed=true\])?\r/gu)).toHaveLength(2);
    expect(stdout).toContain('evil');
    expect(start).toBe(0);
    expect(end).toBeGreaterThan(stdout.indexOf('1 instance · fake'));
    expect(stdout.indexOf('1 could not be run')).toBeGreaterThan(end);
  });

  it('is not there elsewhere, and where the project does not want it', async () => {
    const run = async (project: string, environment: Readonly<Record<string, string>>) => {
      const app = fakeApp({ 'saltern.yml': project }, { environment: { PATH: process.env['PATH'], ...environment } });
      await runProgram(['test'], app);
      return app.said.stdout;
    };

    expect(await run(PROJECT, {})).not.toMatch(START);
    expect(await run(`${PROJECT}reports: { gitlab: false }\n`, { GITLAB_CI: 'true' })).not.toMatch(START);
  });
});
