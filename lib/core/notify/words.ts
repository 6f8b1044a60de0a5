/** `1 number`, `1,398 numbers`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** Ten and more whole, below with one decimal. */
export const short = (value: number): string => {
  if (value >= 10) return Math.round(value).toLocaleString('en-US');
  return value >= 0.1 ? value.toFixed(1) : 'less than 0.1';
};

export const usd = (value: number): string =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
