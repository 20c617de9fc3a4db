import type { News } from '../../src/report/notify/news.ts';
import type { OutgoingMessage } from '../../src/report/notify/news-parts.ts';

/** One piece of news, with everything that one may have. */
export function sampleNews(change: Partial<News> = {}): News {
  return {
    kind: 'newly-failing',
    of: 'ops-time',
    formulas: ['ops-time'],
    text: 'ops-time fails on 1 of 3 instances',
    since: '20261125T013000',
    nights: 2,
    items: [
      {
        instances: ['ops-time-default-centos-7'],
        where: 'ops-time-default on 7',
        reason: 'check service chronyd running: expected true, got false',
        path: 'results/1/ops-time-default-centos-7.html',
      },
    ],
    packages: ['chrony 4.5-1 → 4.5-2'],
    path: 'formulas/ops-time.html',
    ...change,
  };
}

/** A message on its way, of the night of 26 November. */
export function sampleMessage(change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: '0123456789abcdef',
    receiver: 'team',
    project: 'fleet',
    projectId: 'fleet-01234567',
    night: '20261126T013000',
    thread: 'ops-time',
    top: [
      'fleet · night of 26 Nov 2026, 01:30 – 02:14 UTC · ✗ REFUSED',
      'stable 20261125T013000 (1 day)',
      'a',
      'b',
      'c',
    ],
    news: [sampleNews()],
    url: 'https://ci.example/saltern',
    isLate: false,
    ...change,
  };
}
