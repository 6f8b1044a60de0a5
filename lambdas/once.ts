/**
 * Does `load` at the first call and hands its answer to every later one: what a function needs once
 * per cold start. A failure is not kept, so the next invocation tries again.
 */
export const once = <Value>(load: () => Promise<Value>): (() => Promise<Value>) => {
  let loading: Promise<Value> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
};
