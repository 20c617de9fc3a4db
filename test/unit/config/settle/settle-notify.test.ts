import { describe, expect, it } from 'vitest';
import { settleNotify } from '../../../../src/config/settle/settle-notify.ts';

describe('whom a project tells', () => {
  it('is nobody where it says nothing', () => {
    expect(settleNotify(undefined)).toEqual({
      url: undefined,
      stillFailing: [3, 7, 14],
      flakyAbove: 0.1,
      receivers: [],
    });
  });

  it('is each of its receivers, by its way', () => {
    const settings = settleNotify({
      url: 'https://ci.example/saltern/',
      'still-failing': [10, 2],
      'flaky-above': 0.5,
      receivers: {
        team: {
          mail: { from: 'a@b.example', to: 'c@d.example', smtp: { host: 'mail.example', tls: 'implicit', user: 'me' } },
          only: ['refused', 'newly-failing'],
        },
        channel: { teams: { 'url-env': 'TEAMS' }, formulas: ['ops-*'] },
        hook: { webhook: { url: 'https://hooks.example', 'secret-env': 'KEY' } },
        pager: { command: ['./page', '--now'] },
      },
    });

    expect(settings).toEqual({
      url: 'https://ci.example/saltern',
      stillFailing: [2, 10],
      flakyAbove: 0.5,
      receivers: [
        {
          name: 'team',
          way: {
            to: 'mail',
            from: 'a@b.example',
            recipients: ['c@d.example'],
            smtp: { host: 'mail.example', port: 465, tls: 'implicit', user: 'me' },
          },
          only: ['newly-failing', 'refused'],
        },
        { name: 'channel', way: { to: 'teams', urlEnv: 'TEAMS' }, formulas: ['ops-*'] },
        { name: 'hook', way: { to: 'webhook', url: { url: 'https://hooks.example' }, secretEnv: 'KEY' } },
        { name: 'pager', way: { to: 'command', argv: ['./page', '--now'] } },
      ],
    });
  });
});
