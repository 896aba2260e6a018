import { plain } from './plain.ts'
import { splitMiddle } from './truncate.ts'

interface MiddleTextProps {
  text: string
  /** Characters at the end that are always shown. */
  tail?: number
}

/** One line that gives way in its middle; the whole text stays selectable and shows on hover. */
export function MiddleText({ text, tail }: MiddleTextProps) {
  const shown = plain(text)
  const halves = splitMiddle(shown, tail)
  return (
    <bdi className="flex max-w-full min-w-0 overflow-hidden whitespace-pre" title={shown}>
      <span className="min-w-0 truncate">{halves.head}</span>
      {halves.tail && <span className="shrink-0">{halves.tail}</span>}
    </bdi>
  )
}
