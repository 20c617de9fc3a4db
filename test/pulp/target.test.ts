import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DISTRIBUTIONS, findDistribution } from '../../src/base/pulp/find-distribution.ts';
import { type Distribution, distributionSchema } from '../../src/base/pulp/distribution.ts';
import type { Pulp } from '../../src/base/pulp/open-pulp.ts';
import type { TargetContext, TargetMove } from '../../src/contract/target.ts';
import { pulpProxy, type Way } from '../support/pulp-proxy.ts';
import { sharedPulp } from '../support/pulp-scene.ts';
import { openPulpCase, openPulpTarget, type PulpTargetScene } from '../support/pulp-target-scene.ts';
import { talkTo } from '../testbed/pulp/fill-pulp.ts';

const [A, B, C] = ['20261122T013000', '20261123T013000', '20261124T013000'];
const FIVE = { one: 'base', two: 'extras', three: 'base', four: 'extras', five: 'base' };
const { signal } = new AbortController();

let scene: PulpTargetScene;
let pulp: Pulp;
let context: TargetContext;

beforeAll(async () => {
  scene = await openPulpTarget(FIVE);
  pulp = await talkTo(sharedPulp());
  context = {
    signal,
    taken: scene.taken,
    locate: (id, member) => `/nowhere/${id}/${member}`,
    members: () => Promise.resolve(Object.keys(FIVE)),
    notes: '/nowhere',
    tell: () => {},
  };
});
beforeEach(async () => await scene.reset());
afterAll(async () => await scene[Symbol.asyncDispose]());

function move(from: string | undefined, to: string, generation: number): TargetMove {
  const named = (id: string) => ({ id, digest: `sha256:${id}` });
  const about = { channel: 'stable', decision: 'sha256:d', by: 'jane@ops', reason: '' };
  return { ...about, from: from === undefined ? undefined : named(from), to: named(to), generation };
}

const all = (id: string): readonly string[] => Object.keys(FIVE).map(() => id);

async function find(member: string): Promise<Distribution> {
  const found = await findDistribution(pulp, scene.distributions[member] ?? '', signal);
  if (found === undefined) throw new Error(`no distribution for '${member}'`);
  return found;
}

/** Everything that a move may change, of all five. */
async function everything(): Promise<readonly unknown[]> {
  const found = await Promise.all(Object.keys(FIVE).map(find));
  return found.map(({ publication, repository, content_guard, pulp_labels }) => ({
    publication,
    repository,
    content_guard,
    pulp_labels,
  }));
}

async function makeGuard(name: string): Promise<string> {
  const body = { name, header_name: 'x-organization', header_value: 'ops' };
  const [href = ''] = await pulp.change({ method: 'POST', path: 'contentguards/core/header/', body, signal });
  return href;
}

/** Answers the nth PATCH of a distribution in its own way; what comes after it, too, when it is cut. */
function atPatch(nth: number, way: () => Way) {
  let patches = 0;
  let isCut = false;
  return async ({ method, url = '' }: IncomingMessage): Promise<Way> => {
    if (isCut) return 'cut';
    if (method !== 'PATCH' || !scene.hrefs.includes(url)) return 'on';
    patches += 1;
    const decided = patches === nth ? way() : 'on';
    isCut = decided === 'cut';
    return decided;
  };
}

describe('five distributions, of which the third cannot be moved,', () => {
  it('are where they were', async () => {
    await scene.target.move(move(undefined, A, 1), context);
    const before = await everything();
    await using proxy = await pulpProxy(
      sharedPulp().url,
      atPatch(3, () => 'refused'),
    );
    const target = await scene.open({ url: proxy.url });

    const moving = target.move(move(A, B, 2), context);

    await expect(moving).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringContaining(`'${scene.distributions['three']}'`),
    });
    expect(await everything()).toEqual(before);
    expect(await scene.clients()).toEqual(all(A));
  });

  it('are where they were when it was moved and nobody heard of it', async () => {
    await scene.target.move(move(undefined, A, 1), context);
    const before = await everything();
    await using proxy = await pulpProxy(
      sharedPulp().url,
      atPatch(3, () => 'lost'),
    );
    const target = await scene.open({ url: proxy.url });

    await expect(target.move(move(A, B, 2), context)).rejects.toMatchObject({ code: 'TARGET_FAILED' });

    expect(await everything()).toEqual(before);
  });

  it('are named when the server is gone in the middle, and moved by the next try', async () => {
    await scene.target.move(move(undefined, A, 1), context);
    await using proxy = await pulpProxy(
      sharedPulp().url,
      atPatch(3, () => 'cut'),
    );
    const target = await scene.open({ url: proxy.url });

    const moving = target.move(move(A, B, 2), context);

    const names = ['three', 'two', 'one'].map((member) => `'${scene.distributions[member]}'`).join(', ');
    await expect(moving).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringContaining(`not known to be where they were: ${names}`),
      hint: expect.stringContaining('promote again'),
    });
    expect(await scene.target.at('stable', context)).toEqual({ kind: 'mixed' });

    await scene.target.move(move(A, B, 2), context);

    expect(await scene.clients()).toEqual(all(B));
    expect(await scene.target.at('stable', context)).toEqual({ kind: 'at', id: B });
  });

  it('are put back when whoever moves them is interrupted', async () => {
    await scene.target.move(move(undefined, A, 1), context);
    const before = await everything();
    const stop = new AbortController();
    const interrupt = (): Way => {
      stop.abort(new Error('enough'));
      return 'on';
    };
    await using proxy = await pulpProxy(sharedPulp().url, atPatch(3, interrupt));
    const target = await scene.open({ url: proxy.url });

    await expect(target.move(move(A, B, 2), { ...context, signal: stop.signal })).rejects.toThrow('enough');

    expect(await everything()).toEqual(before);
  });
});

it('gives each its content guard with the move, and takes it back with it', async () => {
  const [development, release] = [await makeGuard('development'), await makeGuard('release')];
  await scene.target.move(move(undefined, A, 1), context);
  for (const member of Object.keys(FIVE)) {
    const { pulp_href: path } = await find(member);
    await pulp.change({ method: 'PATCH', path, body: { content_guard: development }, signal });
  }
  const guards = async (): Promise<readonly unknown[]> =>
    (await Promise.all(Object.keys(FIVE).map(find))).map(({ content_guard: guard }) => guard);
  const header = { header: { name: 'x-organization', 'value-env': 'ORGANIZATION' }, guard: 'release' };
  const environment = { PULP_USER: sharedPulp().user, PULP_PASSWORD: sharedPulp().password, ORGANIZATION: 'ops' };

  const withoutHeader = await scene.open({ guard: 'release' });
  await expect(withoutHeader.move(move(A, B, 2), context)).rejects.toMatchObject({
    code: 'TARGET_FAILED',
    hint: expect.stringContaining('content guard'),
  });
  expect(await guards()).toEqual(all(development));
  const target = await scene.open(header, environment);
  await target.move(move(A, B, 2), context);

  expect(await guards()).toEqual(all(release));
  expect(await target.at('stable', context)).toEqual({ kind: 'at', id: B });
});

describe('refuses, before anything has moved,', () => {
  it.each<[string, (taken: Awaited<ReturnType<TargetContext['taken']>>) => typeof taken, RegExp]>([
    [
      'a snapshot whose repository version was removed',
      (taken) => taken.map((one) => (one.name === 'two' ? { ...one, origin: removed } : one)),
      /no longer has what 'two' of the snapshot '20261123T013000' was taken from/,
    ],
    [
      'one of which a member was not taken from Pulp',
      (taken) => taken.map(({ name, metadataDigest }) => ({ name, metadataDigest })),
      /'one' of the snapshot '20261123T013000' was not taken from Pulp/,
    ],
    ['one that lacks a member', (taken) => taken.filter(({ name }) => name !== 'three'), /has no member 'three'/],
    [
      'a publication that holds other metadata than was tested',
      (taken) =>
        taken.map((one) => (one.name === 'four' ? { ...one, metadataDigest: `sha256:${'0'.repeat(64)}` } : one)),
      /serves other metadata than the snapshot has/,
    ],
  ])('%s', async (_, change, message) => {
    const before = await everything();
    const taken: TargetContext['taken'] = async (id) => change(await scene.taken(id));

    const moving = scene.target.move(move(A, B, 2), { ...context, taken });

    await expect(moving).rejects.toMatchObject({ code: 'TARGET_FAILED', message: expect.stringMatching(message) });
    expect(await everything()).toEqual(before);
    expect(await checksLeft()).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a content guard that is not there', { guard: 'relaese' }, /has no content guard 'relaese'/],
    ['a distribution that is not there', { distributions: { one: 'nowhere' } }, /has no distribution 'nowhere'/],
    ['another channel than the one it is of', {}, /is of the channel 'quarterly', not 'stable'/],
    ['what is no Pulp', { url: '$content' }, /answered 404/],
  ])('%s', async (_, more, message) => {
    const labels = { ...labelsOf('quarterly'), 'saltern.publication': 'any' };
    if (Object.keys(more).length === 0) await scene.point('one', A, labels);
    const before = await everything();
    const target = await scene.open(more['url'] === '$content' ? { url: sharedPulp().content } : more);

    const moving = target.move(move(A, B, 2), context);

    await expect(moving).rejects.toMatchObject({ code: 'TARGET_FAILED', message: expect.stringMatching(message) });
    expect(await everything()).toEqual(before);
  });

  it('wrong credentials, without saying them', async () => {
    const target = await scene.open({}, { PULP_USER: 'admin', PULP_PASSWORD: 'hunter2' });

    const moving = target.move(move(undefined, A, 1), context);

    await expect(moving).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringMatching(/answered 401(?!.*hunter2)/),
      hint: expect.stringContaining("'password-env'"),
    });
  });
});

it('finishes what a crash has left half done', async () => {
  await using half = await openPulpCase();
  const about = { ...context, taken: half.taken };
  await half.target.move(move(undefined, A, 1), about);
  await half.block();
  await expect(half.target.move(move(A, B, 2), about)).rejects.toMatchObject({ code: 'TARGET_FAILED' });
  expect(await half.clients()).toEqual([A, A]);
  await half.unblock();
  await half.halve(B);

  await half.target.move(move(A, B, 2), about);

  expect(await half.clients()).toEqual([B, B]);
});

it('says that it is mixed when a hand has moved one of them', async () => {
  await scene.target.move(move(undefined, A, 1), context);

  await scene.point('two', C);

  expect(await scene.target.at('stable', context)).toEqual({ kind: 'mixed' });
});

it('serves what it did before when its first move is taken back', async () => {
  for (const member of Object.keys(FIVE)) await scene.point(member, C);
  await scene.target.move(move(undefined, A, 1), context);

  await scene.target.remove?.({ ...move(undefined, A, 2), undoes: 1 }, context);

  expect(await scene.clients()).toEqual(all(C));
  expect(await scene.target.at('stable', context)).toEqual({ kind: 'at', id: undefined });
});

it.each<[string, Readonly<Record<string, string>>]>([
  ['another channel is there by', { 'saltern.channel': 'quarterly' }],
  ['another root is there by', { 'saltern.snapshot': '20261120T013000' }],
])('takes nothing back from what %s, and is never moved from there', async (_, labels) => {
  for (const member of Object.keys(FIVE)) {
    const { publication } = await scene.point(member, A).then(() => find(member));
    await scene.point(member, A, { ...labelsOf('stable'), 'saltern.publication': publication ?? '', ...labels });
  }
  const before = await everything();
  const taken: TargetContext['taken'] = async (id) => await scene.taken(id);
  const about = { ...context, taken, members: async (id: string) => (await taken(id)).map(({ name }) => name) };

  await expect(scene.target.move(move(B, A, 3), about)).rejects.toMatchObject({ code: 'TARGET_FAILED' });
  await scene.target.remove?.({ ...move(undefined, A, 4), undoes: 3 }, about);
  await scene.target.move({ ...move(C, B, 4), undoes: 3 }, about);

  expect(await everything()).toEqual(before);
});

const removed = {
  source: 'pulp',
  ref: '/pulp/api/v3/publications/rpm/rpm/01a21afc-0000-7000-8000-000000000000/',
};

const labelsOf = (channel: string) => ({
  'saltern.channel': channel,
  'saltern.snapshot': A,
  'saltern.generation': '1',
});

async function checksLeft(): Promise<readonly string[]> {
  const query = { name__startswith: 'saltern-check-' };
  const found = await pulp.list(DISTRIBUTIONS, query, { schema: distributionSchema, signal });
  // Other files of tests have theirs in the same Pulp.
  const own = new Set(Object.values(scene.distributions).map((name) => `saltern-check-${name}`));
  return found.map(({ name }) => name).filter((name) => own.has(name));
}
