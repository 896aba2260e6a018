const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
}

/** One display of 1920 × 1080. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
}
