// Sets the chosen theme before the first paint; a separate file because the content policy allows no inline script.
try {
  const theme = JSON.parse(localStorage.getItem('stillwater.view') ?? '{}').state?.theme
  if (['light', 'dark', 'contrast'].includes(theme)) document.documentElement.dataset.theme = theme
} catch {
  // Storage may be refused; the system's theme is used then.
}
