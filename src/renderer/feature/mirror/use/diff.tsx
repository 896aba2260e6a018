import type { ClientFileBody } from '#shared/api/client'
import { ScrollRegion } from '../../../component/scroll-region.tsx'
import { useText } from '../../../component/text.ts'

const LOOK = { '+': 'bg-ok-soft', '-': 'bg-bad-soft' } as const

/** What changes in a file, line by line; the signs say it as well as the colours. */
export function Diff({ file }: { file: ClientFileBody }) {
  const t = useText()
  const lines = file.diff.trimEnd().split('\n').slice(2)
  return (
    <figure className="card overflow-hidden">
      <figcaption className="border-b border-line px-3 py-1.5 text-sm">
        <span className="font-mono wrap-anywhere">{file.path}</span>
        {!file.exists && <span className="ms-2 text-ink-mute">{t('ui.use.new_file')}</span>}
      </figcaption>
      <ScrollRegion label={file.path} className="max-h-64 bg-sunken py-2">
        <pre className="font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
          {lines.map((line, index) => (
            <span key={`${index} ${line}`} className={`block px-3 ${LOOK[line[0] as '+' | '-'] ?? ''}`}>
              {line || ' '}
            </span>
          ))}
        </pre>
      </ScrollRegion>
    </figure>
  )
}
