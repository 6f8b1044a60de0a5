/**
 * Runs `task` on every item, at most `limit` at a time. After the first failure no further task
 * is started; rejects with that failure once those under way have ended, so nothing writes on
 * behind the caller's back.
 */
export const forEachBounded = async <Item>(
  items: readonly Item[],
  limit: number,
  task: (item: Item) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const item = items[next++] as Item;
      try {
        await task(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (failures.length > 0) throw failures[0];
};
