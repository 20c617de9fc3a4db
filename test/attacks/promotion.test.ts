import { describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { fails } from '../support/pretended-project.ts';

const packages = [{ name: 'alpha' }];

describe('a way to promotion that stays closed', () => {
  it('is open where everything that is required passed', async () => {
    await using scene = await attackScene({ packages });
    await scene.saltern(['snapshot', 'create']);
    const tested = await scene.saltern(['test']);

    const promoted = await scene.saltern(['promote']);

    expect(tested).toMatchObject({ code: 0 });
    expect(promoted).toMatchObject({ code: 0 });
    expect(await scene.stable()).toMatch(/^\d{8}T\d{6}$/);
  });

  it('is not opened by a snapshot that nobody tested', async () => {
    await using scene = await attackScene({ packages });
    await scene.saltern(['snapshot', 'create']);

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(1);
    expect(promoted.stdout).toContain('MISSING');
    expect(await scene.stable()).toBeUndefined();
  });

  it('is not opened by an instance that failed', async () => {
    await using scene = await attackScene({ packages, suites: { default: fails } });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(1);
    expect(promoted.stdout).toContain('FAIL');
    expect(await scene.stable()).toBeUndefined();
  });
});
