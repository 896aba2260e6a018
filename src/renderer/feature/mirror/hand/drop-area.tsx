import { useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { useText } from '../../../component/text.ts'
import { allDropped } from '../../../host/dropped-files.ts'
import type { FoundFile } from '../../../host/dropped-files.ts'
import { MOST_FILES } from './chosen-file.ts'

interface DropAreaProps {
  isDisabled: boolean
  onFiles: (files: FoundFile[]) => void
  children: ReactNode
  /** Classes of what is dropped on. */
  look?: string
}

/** Takes files and folders that are dropped on it, and shows that it would. */
export function DropArea({ isDisabled, onFiles, children, look = '' }: DropAreaProps) {
  const t = useText()
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent): void => {
    if (isDisabled || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent): void => {
    if (isDisabled) return
    event.preventDefault()
    // Below another one, such as in a dialog over the page, it is the other one's.
    event.stopPropagation()
    setOver(false)
    void allDropped(event.dataTransfer, MOST_FILES).then((found) => found.length > 0 && onFiles(found))
  }
  return (
    <div onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop} className={`relative ${look}`}>
      {children}
      {isOver && (
        <div className="pointer-events-none absolute inset-0 z-20 flex items-center justify-center rounded-md border-2 border-dashed border-accent bg-accent-soft/80">
          <p className="rounded-md bg-raised px-4 py-2 font-semibold text-ink shadow-pop">{t('ui.hand.drop')}</p>
        </div>
      )}
    </div>
  )
}
