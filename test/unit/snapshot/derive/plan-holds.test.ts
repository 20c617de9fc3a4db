import { describe, expect, it } from 'vitest';
import type { SnapshotManifest } from '../../../../src/contract/snapshot.ts';
import { formatNevra } from '../../../../src/snapshot/derive/change-plan.ts';
import type { HoldRule } from '../../../../src/snapshot/derive/hold-limit.ts';
import { type HoldPlan, planHolds } from '../../../../src/snapshot/derive/plan-holds.ts';
import { manifest } from './manifests.ts';

const today = (...base: readonly string[]) => manifest('20261124T000000', { base });

function plan(
  from: SnapshotManifest,
  rules: readonly HoldRule[],
  ...earlier: readonly SnapshotManifest[]
): Promise<HoldPlan> {
  const left = [...earlier];
  return planHolds(from, rules, () => Promise.resolve(left.shift()));
}

function rule(pattern: string, most?: string, members?: readonly string[]): HoldRule {
  return { name: `hold-${pattern}`, package: pattern, most, ...(members === undefined ? {} : { members }) };
}

function readPlan({ changes }: HoldPlan): unknown {
  return changes.map(({ member, dropped, added }) => [
    member,
    dropped.size,
    added.map(({ entry, origin }) => `${formatNevra(entry)} of ${origin.kind === 'snapshot' ? origin.id : 'a file'}`),
  ]);
}

describe('planHolds', () => {
  it('puts the newest version that is let through in the place of a newer one', async () => {
    const earlier = manifest('20261123T000000', { base: ['chrony-4.3-1.x86_64', 'chrony-4.4-1.x86_64'] });

    const planned = await plan(today('chrony-4.6-1.x86_64', 'sudo-1-1.x86_64'), [rule('chrony', '4.5')], earlier);

    expect(readPlan(planned)).toEqual([['base', 1, ['chrony-4.4-1.x86_64 of 20261123T000000']]]);
  });

  it('takes the nearest earlier snapshot that has one, and no other', async () => {
    const none = manifest('20261123T000000', { base: ['chrony-4.6-1.x86_64'] });
    const near = manifest('20261122T000000', { base: ['chrony-4.4-1.x86_64'] });
    const far = manifest('20261121T000000', { base: ['chrony-4.5-1.x86_64'] });

    const planned = await plan(today('chrony-4.7-1.x86_64'), [rule('chrony', '4.5')], none, near, far);

    expect(readPlan(planned)).toEqual([['base', 1, ['chrony-4.4-1.x86_64 of 20261122T000000']]]);
  });

  it('needs nothing older where a version that is let through is there as well', async () => {
    const planned = await plan(today('chrony-4.6-1.x86_64', 'chrony-4.5-1.x86_64'), [rule('chrony', '4.5')]);

    expect(readPlan(planned)).toEqual([['base', 1, []]]);
  });

  it('brings each arch back, and only that', async () => {
    const earlier = manifest('20261123T000000', { base: ['lib-1-1.x86_64', 'lib-1-1.i686'] });

    const both = await plan(today('lib-2-1.x86_64', 'lib-2-1.i686'), [rule('lib', '1')], earlier);
    const one = await plan(today('lib-2-1.x86_64'), [rule('lib', '1')], earlier);

    expect(readPlan(both)).toEqual([
      ['base', 2, ['lib-1-1.x86_64 of 20261123T000000', 'lib-1-1.i686 of 20261123T000000']],
    ]);
    expect(readPlan(one)).toEqual([['base', 1, ['lib-1-1.x86_64 of 20261123T000000']]]);
  });

  it('takes a package that was noarch before', async () => {
    const earlier = manifest('20261123T000000', { base: ['tool-1-1.noarch'] });

    const planned = await plan(today('tool-2-1.x86_64'), [rule('tool', '1')], earlier);

    expect(readPlan(planned)).toEqual([['base', 1, ['tool-1-1.noarch of 20261123T000000']]]);
  });

  it('leaves a package out altogether where the hold names no version', async () => {
    const planned = await plan(today('telnet-1-1.x86_64', 'sudo-1-1.x86_64'), [rule('telnet')]);

    expect(readPlan(planned)).toEqual([['base', 1, []]]);
  });

  it('changes nothing where all is let through', async () => {
    const planned = await plan(today('chrony-4.5-1.x86_64'), [rule('chrony', '4.5-1')]);

    expect(readPlan(planned)).toEqual([]);
  });

  it('lets the strictest of several holds count', async () => {
    const earlier = manifest('20261123T000000', { base: ['chrony-4.4-1.x86_64', 'chrony-4.5-1.x86_64'] });

    const planned = await plan(today('chrony-4.6-1.x86_64'), [rule('chrony', '4.5'), rule('chr*', '4.4')], earlier);

    expect(readPlan(planned)).toEqual([['base', 1, ['chrony-4.4-1.x86_64 of 20261123T000000']]]);
  });

  it('leaves members alone that the hold is not for', async () => {
    const from = manifest('20261124T000000', { base: ['a-2-1.noarch'], extras: ['a-2-1.noarch'] });
    const earlier = manifest('20261123T000000', { base: ['a-1-1.noarch'], extras: ['a-1-1.noarch'] });

    const planned = await plan(from, [rule('a', '1', ['extras'])], earlier);

    expect(readPlan(planned)).toEqual([['extras', 1, ['a-1-1.noarch of 20261123T000000']]]);
  });

  it.each([
    ['4.6', '4.6-9.x86_64', false],
    ['4.6-1', '4.6-9.x86_64', true],
    ['4.6', '1:1.0-1.x86_64', true],
    ['1:4.6', '9.0-1.x86_64', false],
    ['4.6', '4.6^git1-1.x86_64', true],
    ['4.6', '4.6~rc1-1.x86_64', false],
  ])('of most %s, %s is held: %s, as rpm compares', async (most, version, isHeld) => {
    const earlier = manifest('20261123T000000', { base: ['chrony-0-1.x86_64'] });

    const { changes } = await plan(today(`chrony-${version}`), [rule('chrony', most)], earlier);

    expect(changes).toHaveLength(isHeld ? 1 : 0);
  });

  it('says so where a held package is in no mirror any more', async () => {
    const earlier = manifest('20261123T000000', { base: ['chrony-4.4-1.x86_64'] });

    const { changes, notes } = await plan(today('sudo-1-1.x86_64'), [rule('chrony', '4.5')], earlier);

    expect(changes).toEqual([]);
    expect(notes).toEqual(["hold 'hold-chrony': nothing in it is 'chrony' any more"]);
  });

  it.each([
    ['a hold that is about nothing in any snapshot', rule('chronny', '4'), /'chronny', and no package in any snapshot/],
    ['one that is about nothing of its members', rule('chrony', '4', ['extras']), /no package of 'extras'/],
    ['one whose older package no snapshot has', rule('chrony', '4'), /nothing newer than '4' of 'chrony'/],
    ['what is no version', rule('chrony', 'new-1-2'), /'new-1-2', which is no version/],
  ])('refuses %s', async (_what, one, message) => {
    const earlier = manifest('20261123T000000', { base: ['chrony-4.5-1.x86_64'] });

    const planning = plan(today('chrony-4.6-1.x86_64'), [one], earlier);

    await expect(planning).rejects.toMatchObject({ code: 'DERIVE_REFUSED', message: expect.stringMatching(message) });
  });

  it('refuses to tear a module apart', async () => {
    const planning = plan(today('nodejs-18-1.module_el8+1+a.x86_64'), [rule('nodejs', '17')]);

    await expect(planning).rejects.toThrow('belongs to a module');
  });
});
