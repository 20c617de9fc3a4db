import { expect, it } from 'vitest';
import { attackScene } from '../../../support/attack-scene.ts';
import { passes } from '../../../support/pretended-project.ts';

const HOUR = 3_600_000;
const POLICY = `channels:
  stable:
    require: [{ suites: '*', platforms: '*' }]
    lanes: { quick: { require: [{ suites: demo-smoke, platforms: '*' }], full-within: 48h } }
`;

it('says what a quick lane left to be proved: until then, from then on, and no more once it is', async () => {
  await using scene = await attackScene({
    suites: { smoke: passes, full: passes },
    policy: POLICY,
    packages: [{ name: 'alpha' }],
  });
  const now = Date.now();
  const at = (hours: number) => ({ at: now + hours * HOUR });
  await scene.saltern(['snapshot', 'create'], at(0));
  await scene.saltern(['test', 'demo-smoke-here'], at(0));
  const moved = await scene.saltern(['promote', '--lane', 'quick'], at(1));

  const before = await scene.saltern(['gate', 'status'], at(2));
  const late = await scene.saltern(['gate', 'status'], at(50));
  await scene.saltern(['test', 'demo-full-here'], at(51));
  const proved = await scene.saltern(['gate', 'status'], at(52));

  expect(moved.code).toBe(0);
  expect(before.stdout).toMatch(
    /^OWED {7}1 instance of \S+ in stable, which came by the lane 'quick': still to be proved by .*: demo-full-here$/m,
  );
  expect(late.stdout).toMatch(/^OVERDUE {4}1 instance of .* had to be proved by .*: demo-full-here$/m);
  expect(proved.stdout).toContain("by the lane 'quick'");
  expect(proved.stdout).not.toMatch(/OWED|OVERDUE/);
});
