import { describe, expect, it } from 'vitest';
import type { FleetView } from '../../../../src/contract/fleet-view.ts';
import type { NightRecord } from '../../../../src/contract/night.ts';
import { findNews } from '../../../../src/report/notify/find-news.ts';
import type { Memory, News } from '../../../../src/report/notify/news.ts';
import { FLEET, makeNight, makeView, nightId, type NightWishes } from '../../../support/told-nights.ts';

const SETTINGS = { stillFailing: [3, 7, 14], flakyAbove: 0.1 };

/** What is told, night by night. */
function tell(
  nights: readonly NightRecord[],
  view: (night: NightRecord) => FleetView | undefined = () => undefined,
): { readonly told: readonly (readonly News[])[]; readonly memory: Memory } {
  let memory: Memory | undefined;
  const told = nights.map((night) => {
    const found = findNews({ night, view: view(night), declared: FLEET, settings: SETTINGS, memory });
    memory = found.memory;
    return found.news;
  });
  if (memory === undefined) throw new Error('no night');
  return { told, memory };
}

function words(news: readonly News[] | undefined): readonly string[] {
  return (news ?? []).map(({ kind, of }) => `${kind} ${of}`);
}

const good = (night: number): NightRecord => makeNight({ night });
const bad = (night: number, more: Partial<NightWishes> = {}): NightRecord =>
  makeNight({
    night,
    outcomes: { 'ops-time': 'fail' },
    reason: 'check service chronyd running: expected true, got false',
    ...more,
  });

describe('the first night ever', () => {
  it('is told once, as the state of things, however much is red', () => {
    const night = makeNight({ night: 1, outcomes: { 'ops-time': 'fail', 'ops-ssh': 'fail', 'ops-sudo': 'error' } });

    const { told } = tell([night]);

    expect(words(told[0])).toEqual(['state fleet']);
    expect(told[0]?.[0]?.text).toBe(
      '31 of 40 instances pass, 6 fail, 3 could not be tested; from now on you are told what changes',
    );
    expect(told[0]?.[0]?.formulas).toEqual(['ops-ssh', 'ops-sudo', 'ops-time']);
  });

  it('is what the next nights are compared with', () => {
    const { told } = tell([bad(1), bad(2)]);

    expect(words(told[1])).toEqual([]);
  });
});

describe('a night is told of', () => {
  it('when what had been promoted failed since, once, as a piece of its own', () => {
    const tainted = {
      snapshot: nightId(1),
      instances: ['ops-time-default-centos-7'],
      text: `'${nightId(1)}' is tainted`,
    };

    const { told } = tell([good(1), { ...bad(2), tainted }, good(3)]);

    expect(words(told[1])).toContain('tainted fleet');
    expect(told[1]?.find(({ kind }) => kind === 'tainted')).toMatchObject({
      formulas: ['ops-time'],
      text: tainted.text,
    });
    expect(words(told[2])).not.toContain('tainted fleet');
  });

  it('when it is bad, once, and when it is mended', () => {
    const { told } = tell([good(1), bad(2), bad(3), good(4), good(5)]);

    expect(told.slice(1).map(words)).toEqual([
      ['refused fleet', 'newly-failing ops-time'],
      [],
      ['promoted fleet', 'recovered ops-time'],
      ['promoted fleet'],
    ]);
  });

  it('not at all where nothing changed: the same snapshot, the same results', () => {
    const { told } = tell([good(1), makeNight({ night: 2, snapshot: nightId(1) })]);

    expect(told[1]).toEqual([]);
  });

  it('once, however often it is looked at', () => {
    const { told } = tell([good(1), bad(2), bad(2), bad(2)]);

    expect(told.slice(2)).toEqual([[], []]);
  });

  it('not any more when a later one was', () => {
    const { told } = tell([good(1), good(3), bad(2)]);

    expect(told[2]).toEqual([]);
  });
});

describe('a formula that fails', () => {
  it('is one piece of news for all its instances, with the reason once and the packages that changed', () => {
    const changes = [
      { member: 'base7', name: 'chrony', arch: 'x86_64', kind: 'upgraded', from: '4.5-1', to: '4.5-2' },
      { member: 'base9', name: 'chrony', arch: 'x86_64', kind: 'upgraded', from: '4.5-1', to: '4.5-2' },
    ] as const;

    const { told } = tell([good(1), bad(2, { changes })]);

    const news = told[1]?.find(({ kind }) => kind === 'newly-failing');
    expect(news).toMatchObject({
      text: 'ops-time fails on 3 of 3 instances',
      packages: ['chrony 4.5-1 → 4.5-2'],
      path: 'formulas/ops-time.html',
      items: [
        {
          instances: [
            'ops-time-default-centos-7',
            'ops-time-default-centos-stream-8',
            'ops-time-default-centos-stream-9',
          ],
          reason: 'check service chronyd running: expected true, got false',
        },
      ],
    });
  });

  it('has an item for each reason that differs by more than the names in it', () => {
    const night = makeNight({ night: 2, outcomes: { 'ops-time': 'fail' }, reason: 'nobody answers on <name>' });

    const { told } = tell([good(1), night]);

    expect(told[1]?.at(-1)?.items).toHaveLength(1);
  });

  it('is news again where one more of its instances fails', () => {
    const one = makeNight({ night: 2, outcomes: { 'ops-time-default-centos-7': 'fail' } });

    const { told } = tell([good(1), one, bad(3)]);

    expect(told[2]?.at(-1)?.text).toBe('ops-time fails on 2 more, now on 3 of 3 instances');
  });

  it.each([3, 7, 14])('is reminded of after %i nights', (nights) => {
    const { told } = tell([good(1), ...Array.from({ length: 20 }, (_, at) => bad(at + 2))]);

    const reminded = told.flatMap((news, at) => (news.some(({ kind }) => kind === 'still-failing') ? [at] : []));
    expect(reminded).toContain(nights);
    expect(reminded).toHaveLength(3);
    expect(told[nights]?.[0]).toMatchObject({ nights, since: nightId(2) });
  });

  it('is counted by nights, not by how often they are looked at', () => {
    const { told } = tell([good(1), bad(2), bad(2), bad(3), bad(3)]);

    expect(told.flat().filter(({ kind }) => kind === 'still-failing')).toEqual([]);
  });

  it('is not forgotten on a night in which it was not run', () => {
    const unseen = makeNight({ night: 3, outcomes: { 'ops-time': 'unseen' }, ends: 'interrupted' });

    const { told } = tell([good(1), bad(2), unseen, bad(4)]);

    expect(words(told[2])).toEqual(['not-finished fleet']);
    expect(words(told[3])).toEqual(['recovered fleet']);
  });
});

describe('what could not be found out', () => {
  it('is told in its own words, and never as a failure', () => {
    const { told } = tell([good(1), makeNight({ night: 2, outcomes: { 'ops-time': 'error' } })]);

    const news = told[1]?.find(({ of }) => of === 'ops-time');
    expect(news).toMatchObject({ kind: 'newly-unknown', text: 'ops-time could not be tested on 3 of 3 instances' });
  });

  it('does not replace the failure that people know', () => {
    const lost = makeNight({ night: 3, outcomes: { 'ops-time': 'error' } });

    const { told, memory } = tell([good(1), bad(2), lost]);

    expect(told[2]?.filter(({ of }) => of === 'ops-time')).toEqual([]);
    expect(Object.values(memory.formulas['ops-time']?.red ?? {})).toEqual(['fail', 'fail', 'fail']);
  });

  it('is news when it turns out to be a failure', () => {
    const { told } = tell([good(1), makeNight({ night: 2, outcomes: { 'ops-time': 'error' } }), bad(3)]);

    expect(words(told[2])).toContain('newly-failing ops-time');
  });
});

describe('a gate that refuses', () => {
  it('is told with each reason and the packages that changed', () => {
    const changes = [{ member: 'base7', name: 'ed', arch: 'x86_64', kind: 'removed', from: '1.19-1' }] as const;

    const { told } = tell([good(1), bad(2, { changes })]);

    expect(told[1]?.[0]).toMatchObject({
      kind: 'refused',
      text: `${nightId(2)} is refused for stable: 3 of 40 requirements not met`,
      formulas: ['ops-time'],
      packages: ['ed 1.19-1 removed'],
      items: [{ reason: 'FAIL check service chronyd running: expected true, got false' }],
    });
  });

  it('is no news for a part of the same reasons, and is for a further one', () => {
    const less = makeNight({ night: 3, outcomes: { 'ops-time-default-centos-7': 'fail' } });
    const more = makeNight({ night: 4, outcomes: { 'ops-time-default-centos-7': 'fail', 'ops-ssh': 'fail' } });

    const { told } = tell([good(1), bad(2), less, more]);

    expect(told.map((news) => news.filter(({ kind }) => kind === 'refused').length)).toEqual([0, 1, 0, 1]);
  });
});

describe('a night that comes to no end', () => {
  it.each(['error', 'interrupted'] as const)('is told once when it ends with %s, and again when one does', (ends) => {
    const nights = [good(1), makeNight({ night: 2, ends }), makeNight({ night: 3, ends }), good(4)];

    const { told } = tell(nights);

    expect(told.slice(1).map(words)).toEqual([['not-finished fleet'], [], ['recovered fleet', 'promoted fleet']]);
  });

  it('says at which step, and why', () => {
    const { told } = tell([good(1), makeNight({ night: 2, ends: 'error' })]);

    expect(told[1]?.[0]?.text).toBe(
      "The night could not be finished at the step 'run': Docker did not answer on '/var/run/docker.sock'",
    );
  });

  it('is told of as well when it was gone on with and ended', () => {
    const { told } = tell([good(1), makeNight({ night: 2, ends: 'interrupted' }), good(2)]);

    expect(told[2]?.map(({ text }) => text)).toContain('The night came to its end after all');
  });

  it('says nothing of a gate while it is open', () => {
    const { told } = tell([good(1), makeNight({ night: 2, ends: 'open' })]);

    expect(told[1]).toEqual([]);
  });
});

describe('a flaky formula', () => {
  const flaky = (night: number): NightRecord => makeNight({ night, outcomes: { 'ops-ssh-default-centos-7': 'flaky' } });

  it('is told when its rate rises above the limit, and not on each night that it stays there', () => {
    const { told } = tell([good(1), flaky(2), flaky(3)], (night) =>
      makeView(night, { 'ops-ssh-default-centos-7': 0.2 }),
    );

    expect(told.map((news) => news.filter(({ kind }) => kind === 'flaky').length)).toEqual([0, 1, 0]);
    expect(told[1]?.at(-1)?.text).toBe('ops-ssh is flaky: in 20 % of its nights it passed only at another attempt');
  });

  it('is not told below the limit', () => {
    const { told } = tell([good(1), flaky(2)], (night) => makeView(night, { 'ops-ssh-default-centos-7': 0.1 }));

    expect(told[1]?.filter(({ kind }) => kind === 'flaky')).toEqual([]);
  });

  it('stays known where history cannot be read for a night', () => {
    const rates = { 'ops-ssh-default-centos-7': 0.2 };
    const { told } = tell([good(1), flaky(2), flaky(3), flaky(4)], (night) =>
      night.night === nightId(3) ? undefined : makeView(night, rates),
    );

    expect(told.flat().filter(({ kind }) => kind === 'flaky')).toHaveLength(1);
  });
});

describe('whoever keeps a formula', () => {
  const owned = FLEET.map((one) => (one.formula === 'ops-time' ? { ...one, owner: 'jane@example.org' } : one));

  it('is named where it newly fails, and not where it passes again', () => {
    const [first, second, third] = [good(1), bad(2), good(3)].map((night) => ({ night, view: undefined }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no night');
    const options = { declared: owned, settings: SETTINGS };
    const before = findNews({ ...first, ...options, memory: undefined });

    const failing = findNews({ ...second, ...options, memory: before.memory });
    const well = findNews({ ...third, ...options, memory: failing.memory });

    expect(failing.news.find(({ kind }) => kind === 'newly-failing')).toMatchObject({
      owner: 'jane@example.org',
      text: expect.stringMatching(/^ops-time fails on .*; jane@example\.org keeps it$/),
    });
    expect(JSON.stringify(well.news)).not.toContain('jane@example.org');
  });
});

describe('waivers and holds that want looking at', () => {
  const noting = (night: number, ...notes: readonly string[]): NightRecord => {
    const record = good(night);
    return { ...record, ...(record.judged && { judged: { ...record.judged, notes } }) };
  };
  const ofRecords = (news: readonly News[] | undefined) => news?.filter(({ kind }) => kind === 'records');

  it('are told once, as long as it is so, and again when it is so again', () => {
    const ends = "waiver 'known' ends on 5 Nov 2026, 06:00 UTC: mend ops-time by then";

    const { told } = tell([good(1), noting(2, ends), noting(3, ends), noting(4), noting(5, ends)]);

    expect(told.map((news) => ofRecords(news)?.map(({ text }) => text))).toEqual([[], [ends], [], [], [ends]]);
  });

  it('are one piece, however many there are, also on the first night', () => {
    const { told } = tell([noting(1, 'a', 'b')]);

    expect(words(told[0])).toEqual(['state fleet', 'records fleet']);
    expect(ofRecords(told[0])).toMatchObject([
      { text: '2 waivers and holds want looking at', items: [{ where: 'a' }, { where: 'b' }] },
    ]);
  });

  it('stay told over a night that came to no decision', () => {
    const { told } = tell([good(1), noting(2, 'a'), makeNight({ night: 3, ends: 'error' }), noting(4, 'a')]);

    expect(ofRecords(told[3])).toEqual([]);
  });
});
