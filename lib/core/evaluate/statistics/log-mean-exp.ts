/** `ln(mean(exp(x)))` without overflow. */
export const logMeanExp = (values: readonly number[]): number => {
  const highest = Math.max(...values);
  if (!Number.isFinite(highest)) return highest;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - highest);
  return highest + Math.log(sum / values.length);
};
