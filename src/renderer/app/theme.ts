import { useEffect } from 'react'
import { host } from '../host/api.ts'
import { useView } from '../state/view.ts'

/** Carries the chosen theme to the document, where the tokens read it, and to the host, for the window's frame. */
export function useTheme(): void {
  const theme = useView((view) => view.theme)
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    host.setTheme(theme)
  }, [theme])
}
