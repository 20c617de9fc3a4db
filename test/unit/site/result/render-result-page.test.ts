import { beforeAll, describe, expect, it } from 'vitest';
import { FLEET } from '../../../support/fleet-year/fleet-shape.ts';
import { fleetYear } from '../../../support/fleet-year/fleet-year.ts';
import { renderYear } from '../../../support/fleet-year/render-year.ts';
import { readPage, textOf } from '../../../support/read-page.ts';

const FEW = FLEET.filter(({ formula }) => ['ops-time', 'ops-ssh', 'ops-syslog'].includes(formula));
const NIGHT = 'results/20261126T013000';

let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  files = await renderYear(fleetYear({ nights: 40, fleet: FEW }));
}, 60_000);

function read(path: string): string {
  return readPage(files.get(path) ?? '').text;
}

describe('the page of an attempt that failed', () => {
  it('reads like a letter: verdict, since when, what failed first, what else, what changed, attempts, what now', () => {
    const text = read(`${NIGHT}-0002/ops-time-default-centos-7.html`);

    const order = [
      '✗ failed: check service chronyd running: expected true, got false (and 1 more)',
      'new in this night · passed last 25 Nov 2026, 01:30 UTC',
      'What failed first ✗ state ops-time-service service.running formulas/ops-time/ops-time/service.sls:14',
      '+makestep 1.0 3 0',
      'What else failed ✗ check service chronyd running checks/ops-time.yaml:3 running: expected true, got false',
      'journal chronydd[812]: Fatal error',
      'Its packages since it passed last package from to arch chrony 4.5-1.el9 4.5-2.el9 x86_64',
      'Attempts',
      'attempt 1 ✗ failed',
      'attempt 2 this one ✗ failed',
      'again saltern test ops-time-default-centos-7 --snapshot 20261126T013000',
      'look inside saltern login ops-time-default-centos-7',
      'all that was said log',
      'Everything else',
    ].map((part) => [part, text.indexOf(part)] as const);

    expect(order.filter(([, at]) => at === -1)).toEqual([]);
    expect(order.map(([, at]) => at)).toEqual(order.map(([, at]) => at).toSorted((a, b) => a - b));
  });

  it('folds what else there is: states, checks and times', () => {
    const { elements } = readPage(files.get(`${NIGHT}-0002/ops-time-default-centos-7.html`) ?? '');

    const folded = elements.filter(({ tagName }) => tagName === 'summary').map(textOf);
    expect(folded).toEqual(['as the terminal said it', 'states: 7 of 8 passed', 'checks: 5 of 6 passed', 'times']);
    expect(elements.filter(({ tagName, attrs }) => tagName === 'details' && attrs.length > 0)).toEqual([]);
  });

  it('marks lines of a diff', () => {
    const { elements } = readPage(files.get(`${NIGHT}-0002/ops-time-default-centos-7.html`) ?? '');

    const marked = elements.filter(({ tagName }) => tagName === 'ins' || tagName === 'del').map(textOf);
    expect(marked.slice(0, 2)).toEqual(['-makestep 1.0 3', '+makestep 1.0 3 0']);
  });

  it('goes on saying since when it is red, however often it failed after that', () => {
    const text = read('results/20261114T013000-0002/ops-syslog-default-centos-stream-9.html');

    expect(text).toContain('not passing since 12 Nov 2026, 01:30 UTC · passed last 11 Nov 2026, 01:30 UTC');
  });
});

describe('the page of an attempt that could not be run', () => {
  it('says what stood in the way', () => {
    const text = read('results/20261024T013000-0002/ops-ssh-default-centos-7.html');

    expect(text).toContain("! could not be run: The mirror did not answer on 'http://mirror.example/base9'");
    expect(text).toContain('What stood in the way');
  });
});

describe('the page of an attempt that passed after one that had failed', () => {
  it('says that it is flaky, and leads to the one that failed', () => {
    const path = `${NIGHT}-0002/ops-ssh-default-centos-stream-8.html`;

    expect(read(path)).toContain('~ flaky');
    expect(read(path)).toContain(
      'attempt 1 ✗ failed check service sshd running: expected true, got false (and 1 more)',
    );
    expect(files.get(path)).toContain('href="../../results/20261126T013000-0001/ops-ssh-default-centos-stream-8.html"');
  });
});
