/** What a sync costs by how much has changed: a line through what was measured, and how well it fits. */

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Least squares: `y = base + slope x`, and the part of what varies that the line explains. */
export function lineThrough(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2)
  const base = y - slope * x
  const left = mean((point) => (point.y - base - slope * point.x) ** 2)
  return { base, slope, fit: 1 - left / mean((point) => (point.y - y) ** 2) }
}
