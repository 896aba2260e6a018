/** Texts that are the same in English and German: names, formats and words both have. */
export const SAME: ReadonlySet<string> = new Set([
  '{page} · Stillwater',
  '{message}: {done}',
  '{amount}/s',
  'Version',
  'Version {number}',
  'Name',
  'Repository',
  'Remote',
  'Distribution',
  'System',
  'Server',
  'English',
  'Deutsch',
])
