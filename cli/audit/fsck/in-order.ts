/**
 * Runs `read` for 0, 1, … `count - 1`, at most `atOnce` at a time, and gives the results in that order.
 * Memory is bounded by `atOnce` results: nothing further is begun before the oldest has been taken.
 */
export async function* inOrder<Result>(
  count: number,
  atOnce: number,
  read: (index: number) => Promise<Result>,
): AsyncGenerator<Result> {
  const ahead: Promise<Result>[] = [];
  let next = 0;
  const begin = (): void => {
    const result = read(next);
    // Whoever stops early does not wait for it; its failure must not be unhandled then.
    result.catch(() => undefined);
    ahead.push(result);
    next += 1;
  };
  while (next < Math.min(count, atOnce)) begin();
  for (let oldest = ahead.shift(); oldest !== undefined; oldest = ahead.shift()) {
    const result = await oldest;
    if (next < count) begin();
    yield result;
  }
}
