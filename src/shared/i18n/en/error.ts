/** What happened and why (`error.<code>`), and what to do about it (`error.<code>.advice`). */
export const error = {
  'error.internal': 'Something unexpected happened: {reason}',
  'error.internal.advice': 'Look at the log in the data folder, and report this with it.',
  'error.request.invalid': '{field, select, other {{field}}}: {problem}',
} as const satisfies Record<string, string>
