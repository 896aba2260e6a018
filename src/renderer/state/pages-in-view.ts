/** Rows asked for at once. */
export const ROWS = 200

/** Rows beyond those in view that are read before they come: where to, and where from. */
const AHEAD = 400
const BEHIND = 100

/**
 * The numbers of the pages that hold the rows in view, and then of those around, of a table of `count` rows; the first where there is no row.
 * `isBack`: one scrolls towards the first. The same array when nothing changed, so that nothing is rendered for it.
 */
export function pagesInView(
  old: number[],
  { first, last }: { first: number; last: number },
  isBack: boolean,
  count: number,
): number[] {
  // A search that finds nothing has a table of no rows until the answer to the next one is there.
  const pageOf = (row: number): number => Math.floor(Math.max(0, Math.min(row, count - 1)) / ROWS)
  const [from, to] = [pageOf(first - (isBack ? AHEAD : BEHIND)), pageOf(last + (isBack ? BEHIND : AHEAD))]
  const isBeyond = (page: number): boolean => page < pageOf(first) || page > pageOf(last)
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const pages = [...all.filter((page) => !isBeyond(page)), ...all.filter(isBeyond)]
  return pages.join() === old.join() ? old : pages
}
