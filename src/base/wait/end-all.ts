/**
 * What all of them give, once all have ended, also where one failed: nothing goes on behind the back of whoever cleans up
 * after them. Throws what the first in the list that failed threw.
 */
export async function endAll<const T extends readonly Promise<unknown>[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}
