import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useOpenDialog } from './open-dialogs.ts'
import { plain } from './plain.ts'

interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  role?: 'dialog' | 'alertdialog'
  /** At the side for details, in the middle for questions, wide for work on a list. */
  place?: 'middle' | 'side' | 'wide'
  children: ReactNode
  actions: ReactNode
  /** Enter in a field, or the button of type submit; the question is a form then. */
  onSubmit?: () => void
}

const LOOK = {
  side: 'h-full w-[32rem] max-w-[90vw] border-s border-line',
  middle: 'max-h-full w-[30rem] max-w-full rounded-lg border border-line',
  wide: 'max-h-full w-[46rem] max-w-full rounded-lg border border-line',
} as const

/** A modal; focus goes in and comes back, Escape closes. */
export function Dialog({
  title,
  isOpen,
  onClose,
  role = 'dialog',
  place = 'middle',
  children,
  actions,
  onSubmit,
}: DialogProps) {
  useOpenDialog(isOpen)
  const side = place === 'side'
  const rest = (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-4 text-ink-soft">{children}</div>
      <div className="flex justify-end gap-2 border-t border-line px-6 py-3.5">{actions}</div>
    </>
  )
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={`fixed inset-0 z-40 flex bg-veil ${side ? 'justify-end' : 'items-center justify-center p-6'}`}
    >
      <Modal className={`flex flex-col bg-raised shadow-pop ${LOOK[place]}`}>
        <AriaDialog role={role} className="flex min-h-0 flex-1 flex-col rounded-lg -outline-offset-2">
          <Heading slot="title" className="px-6 pt-5 pb-2 text-lg font-semibold wrap-anywhere">
            {plain(title)}
          </Heading>
          {onSubmit ? (
            <Form
              className="contents"
              onSubmit={(event) => {
                event.preventDefault()
                onSubmit()
              }}
            >
              {rest}
            </Form>
          ) : (
            rest
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
