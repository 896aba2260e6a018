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

interface MiddleButtonProps extends Required<MiddleTextProps> {
  onClick: () => void
}

/** The same as a button, made of as few elements as it can be, for the rows of long tables; these show the whole text on hover themselves. */
export function MiddleButton({ text, tail, onClick }: MiddleButtonProps) {
  const shown = plain(text)
  const halves = splitMiddle(shown, tail)
  return (
    <button
      type="button"
      dir="auto"
      onClick={onClick}
      aria-label={halves.tail ? shown : undefined}
      className={`max-w-full min-w-0 rounded-sm text-start font-medium whitespace-pre -outline-offset-1 hover:text-accent hover:underline ${halves.tail ? 'flex' : 'truncate'}`}
    >
      {halves.tail ? <span className="min-w-0 truncate">{halves.head}</span> : halves.head}
      {halves.tail}
    </button>
  )
}
