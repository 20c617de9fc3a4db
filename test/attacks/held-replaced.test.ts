import { expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';

const HELD = ['--reason', 'loses time', '--expires', '7d'];

it('what dnf would put in place of a held package gets through no gate, until it is held too', async () => {
  await using scene = await attackScene({ packages: [{ name: 'alpha', version: '1' }] });
  const take = () => scene.saltern(['snapshot', 'create']);
  const derive = (label: string) =>
    scene.saltern(['snapshot', 'derive', 'latest', '--label', label, '--solver', 'machine']);
  await take();
  await scene.saltern(['hold', 'alpha', '--most', '1', ...HELD]);
  await scene.moveMirror([
    { name: 'alpha', version: '1' },
    { name: 'gamma', obsoletes: ['alpha < 2'] },
  ]);
  await take();
  await scene.saltern(['test']);

  const [promoted, derived] = [await scene.saltern(['promote']), await derive('held')];
  const before = await scene.stable();
  await scene.saltern(['hold', 'gamma', ...HELD]);
  const both = await derive('both');
  const id = /\d{8}T\d{6}\.both/.exec(both.stdout)?.[0] ?? 'none';
  await scene.saltern(['test', '--snapshot', id]);
  const after = await scene.saltern(['promote', '--snapshot', id]);

  expect(promoted).toMatchObject({ code: 1, stderr: expect.stringContaining('gamma-1.0-1.noarch (obsoletes alpha)') });
  expect(derived).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /'alpha' would not keep 'alpha': 'gamma-1\.0-1\.noarch' of 'base' obsoletes it[\s\S]*Hold 'gamma' too/,
    ),
  });
  expect(before).toBeUndefined();
  expect([both.code, after.code, await scene.stable()]).toEqual([0, 0, id]);
});
