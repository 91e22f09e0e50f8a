const INDEX = /^(?:0|[1-9]\d{0,14})$/u;

/** Which entries, both ends included. @throws Error for anything but indexes in order */
export function parseRange({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): {
  readonly from: number;
  readonly to: number | undefined;
} {
  const wrong = [from ?? '', ...(to === undefined ? [] : [to])].some((text) => !INDEX.test(text));
  if (wrong) throw new Error('--from <index> is required, --to <index> is not; both are whole numbers');
  const range = { from: Number(from), to: to === undefined ? undefined : Number(to) };
  if (range.to !== undefined && range.to < range.from) throw new Error('--to is before --from');
  return range;
}
