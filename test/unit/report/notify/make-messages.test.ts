import { describe, expect, it } from 'vitest';
import type { Receiver } from '../../../../src/contract/notify.ts';
import { makeMessages } from '../../../../src/report/notify/make-messages.ts';
import type { Message, News } from '../../../../src/report/notify/news.ts';
import { sampleNews } from '../../../support/sample-message.ts';

const teams: Receiver = { name: 'team', way: { to: 'teams', urlEnv: 'TEAMS' } };
const mail: Receiver = {
  name: 'team',
  way: {
    to: 'mail',
    from: 'a@b.example',
    recipients: ['c@d.example'],
    smtp: { host: 'localhost', port: 25, tls: 'auto' },
  },
};

const refused = sampleNews({ kind: 'refused', of: 'fleet', formulas: ['ops-time'] });
const promoted = sampleNews({ kind: 'promoted', of: 'fleet', formulas: [] });
const ofFormula = (formula: string, change: Partial<News> = {}): News =>
  sampleNews({ of: formula, formulas: [formula], ...change });

function make(receiver: Receiver, news: readonly News[], night = '20261126T013000'): readonly Message[] {
  const about = { project: 'fleet', projectId: 'fleet-1', night, top: [], url: undefined };
  return makeMessages({ news, receivers: [receiver], ...about });
}

function words(messages: readonly Message[]): readonly string[] {
  return messages.map(({ thread, news }) => `${thread}: ${news.map(({ kind, of }) => `${kind} ${of}`).join(', ')}`);
}

describe('what a receiver gets', () => {
  it('is nothing where there is no news', () => {
    expect(make(teams, [])).toEqual([]);
  });

  it('is one card with all of it, and a mail for each formula beside the one of the project', () => {
    const news = [refused, ofFormula('ops-time'), ofFormula('ops-ssh')];

    expect(words(make(teams, news))).toEqual([': refused fleet, newly-failing ops-time, newly-failing ops-ssh']);
    expect(words(make(mail, news))).toEqual([
      ': refused fleet',
      'ops-time: newly-failing ops-time',
      'ops-ssh: newly-failing ops-ssh',
    ]);
  });

  it('is one mail where so many formulas have news that nobody would read a mail for each', () => {
    const news = [refused, ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ofFormula(name))];

    expect(make(mail, news)).toHaveLength(1);
  });

  it('is of the kinds alone that it wants', () => {
    const only = { ...teams, only: ['refused'] } as const;

    expect(words(make(only, [refused, promoted, ofFormula('ops-time')]))).toEqual([': refused fleet']);
    expect(make(only, [promoted])).toEqual([]);
  });

  it('is of the formulas alone that it wants, and a refusal that is about them', () => {
    const some = { ...teams, formulas: ['ops-t*'] };

    expect(words(make(some, [refused, promoted, ofFormula('ops-time'), ofFormula('ops-ssh')]))).toEqual([
      ': refused fleet, newly-failing ops-time',
    ]);
  });

  it('has the same id for the same news of the same night, and another for each other', () => {
    const ids = [
      make(teams, [refused]),
      make(teams, [refused]),
      make(teams, [promoted]),
      make(teams, [refused], '20261127T013000'),
    ].map(([one]) => one?.id);

    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });
});
