import type { TargetContext } from '../../contract/target.ts';

/** Whether the root that moves the target has that snapshot: numbers of moves of two roots say nothing of each other. */
export async function hasSnapshot({ members }: Pick<TargetContext, 'members'>, id: string): Promise<boolean> {
  return await members(id).then(
    () => true,
    () => false,
  );
}
