import { useMutation } from '@tanstack/react-query'
import { OWN_API_ROOT } from '#shared/wire'
import { get } from '../host/api.ts'

interface Diagnostics {
  files: { name: string; text: string }[]
}

/** Reads the report on this installation and gives it to the browser to keep. */
export function useDiagnostics() {
  return useMutation({
    mutationFn: async () => {
      const { files } = await get<Diagnostics>(`${OWN_API_ROOT}diagnostics/`)
      const text = files.map(({ name, text: content }) => `===== ${name}\n${content}`).join('\n')
      const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
      const link = document.createElement('a')
      link.href = url
      link.download = 'stillwater-diagnostics.txt'
      link.click()
      URL.revokeObjectURL(url)
    },
  })
}
