import { CopyButton } from './copy-button.tsx'
import { ScrollRegion } from './scroll-region.tsx'

interface CodeProps {
  title: string
  /** The file the text belongs into, when it is no command. */
  note?: string | null
  text: string
}

/** A text to take elsewhere, with the button that does it. */
export function Code({ title, note, text }: CodeProps) {
  return (
    <figure className="card overflow-hidden">
      <figcaption className="flex items-center gap-3 border-b border-line py-1.5 pe-1.5 ps-4 text-sm">
        <span className="min-w-0 flex-1 truncate font-medium">
          {title}
          {note && <code className="ms-2 font-mono text-xs text-ink-mute">{note}</code>}
        </span>
        <CopyButton text={text} what={title} wide />
      </figcaption>
      <ScrollRegion label={title} className="max-h-80 bg-sunken px-4 py-3">
        <pre className="font-mono text-sm leading-relaxed wrap-anywhere whitespace-pre-wrap">{text}</pre>
      </ScrollRegion>
    </figure>
  )
}
