import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/base/json/json.ts';
import { Way } from '../../../../src/run/instance/way.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';
import type { Script } from '../../../support/scripted-parts.ts';

/** An instance that is there, and a way into it that nobody has gone yet. */
async function standBefore(script: Script = {}, config: { readonly [key: string]: Json } = {}) {
  const { bind, services, connections, sessions } = fakeRun(script);
  const [bound] = await bind([examplePlan({ driver: { name: 'fake', config } })]);
  if (!bound) throw new Error('one plan, one instance');
  const context = driverContext({ project: services.project, cacheDirectory: services.cacheDirectory });
  const prepared = await bound.driver.prepare(bound.plan, bound.config, [], context);
  const handle = await bound.driver.create(bound.plan, bound.config, prepared, context);
  return { way: new Way(bound, services.provisioner, services.secrets), handle, context, connections, sessions };
}

describe('the way into an instance', () => {
  it('is one for two who ask at once, and is closed', async () => {
    const { way, handle, context, connections } = await standBefore({}, { delays: { connect: 5 } });

    const [one, other] = await Promise.all([way.connect(handle, context), way.connect(handle, context)]);
    await way.close();

    expect(one).toBe(other);
    expect(connections).toEqual({ opened: 1, closed: 1 });
  });

  it('is one for Salt and for who connects while Salt is being opened', async () => {
    const { way, handle, context, connections, sessions } = await standBefore({}, { delays: { connect: 5 } });

    await Promise.all([way.open(handle, context), way.connect(handle, context), way.open(handle, context)]);
    await way.close();

    expect(connections).toEqual({ opened: 1, closed: 1 });
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('is looked for anew after it could not be opened', async () => {
    const { way, handle, context, connections } = await standBefore({}, { fail: { connect: { transient: 1 } } });

    await expect(way.connect(handle, context)).rejects.toMatchObject({ isTransient: true });
    await way.connect(handle, context);
    await way.close();

    expect(connections).toEqual({ opened: 1, closed: 1 });
  });

  it('stays when Salt could not be opened, and Salt is opened anew', async () => {
    const open = (session: number) => (session === 1 ? Promise.reject(new Error('no Salt')) : Promise.resolve());
    const { way, handle, context, connections, sessions } = await standBefore({ open });

    await expect(way.open(handle, context)).rejects.toThrow('no Salt');
    await way.open(handle, context);
    await way.close();

    expect(connections).toEqual({ opened: 1, closed: 1 });
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('is given up when it is closed while it is being opened', async () => {
    const { way, handle, context, connections } = await standBefore({}, { fail: { connect: 'hang' } });

    const opening = way.open(handle, context);
    const refused = expect(opening).rejects.toThrow('was closed');
    await way.close();

    await refused;
    expect(connections).toEqual({ opened: 0, closed: 0 });
  });

  it('is waited for no longer than a caller has time, and stays for the others', async () => {
    const { way, handle, context, connections } = await standBefore({}, { delays: { connect: 50 } });
    const late = new Error('no more time');

    const patient = way.connect(handle, context);
    const hurried = way.connect(handle, { ...context, signal: AbortSignal.abort(late) });

    await expect(hurried).rejects.toBe(late);
    await expect(patient).resolves.toBeDefined();
    await way.close();
    expect(connections).toEqual({ opened: 1, closed: 1 });
  });

  it('lasts longer than the time of who opened it', async () => {
    const { way, handle, context, sessions } = await standBefore();
    const phase = new AbortController();

    const session = await way.open(handle, { ...context, signal: phase.signal });
    phase.abort(new Error('the phase is over'));

    expect(await way.open(handle, context)).toBe(session);
    await way.close();
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('is another one after it was closed', async () => {
    const { way, handle, context, connections } = await standBefore();

    const before = await way.connect(handle, context);
    await way.close();
    const between = await way.connection(context.signal);
    const after = await way.connect(handle, context);
    await way[Symbol.asyncDispose]();

    expect(between).toBeUndefined();
    expect(after).not.toBe(before);
    expect(connections).toEqual({ opened: 2, closed: 2 });
  });

  it('knows what was sent through it, and keeps knowing when it is closed', async () => {
    const sent = { formula: 'sha256:1', suite: 'sha256:2' };
    const { way, handle, context } = await standBefore({ sent: () => sent });
    const before = way.digests;

    await way.open(handle, context);
    await way.close();

    expect([before, way.digests]).toEqual([undefined, sent]);
  });

  it('refuses to send something else than before, closes that session, and says what changed', async () => {
    const sent = (session: number) => ({ formula: `sha256:${session}`, suite: 'sha256:s' });
    const { way, handle, context, sessions } = await standBefore({ sent });
    await way.open(handle, context);
    await way.close();

    await expect(way.open(handle, context)).rejects.toMatchObject({
      code: 'CONTENT_CHANGED',
      message: expect.stringContaining('The formula of'),
      hint: expect.stringContaining('Run it again'),
    });
    expect(sessions).toEqual({ opened: 2, closed: 2 });
  });
});
