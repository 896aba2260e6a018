import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from 'react-aria-components'
import { Button } from './button.tsx'
import { useHasDialog } from './open-dialogs.ts'
import { useText } from './text.ts'

/** What was done, and how it is taken back. */
export interface Toast {
  text: string
  /** Takes back what was done; the button says "Undo" unless `label` says otherwise. */
  undo?: (() => void) | undefined
  label?: string | undefined
  /** It has gone, and was not taken back: what waited for that can be done. */
  onGone?: (() => void) | undefined
}

/** Time for reading and changing one's mind, in milliseconds; it stands still while the pointer or the focus is on a toast. */
const SHOWN_MS = 10_000
const MOST = 4

const queue = new ToastQueue<Toast>({ maxVisibleToasts: MOST })

/**
 * Says what was done, for ten seconds, with a button that takes it back. Screen readers hear it, F6 leads to it. From anywhere:
 * `showToast({ text: t('ui.x.deleted', { name }), undo: () => restore.mutate(id) })`.
 */
export function showToast(toast: Toast): void {
  let undone = false
  const undo =
    toast.undo &&
    (() => {
      undone = true
      toast.undo?.()
    })
  const onClose = (): void => {
    if (!undone) toast.onGone?.()
  }
  queue.add({ ...toast, undo }, { timeout: SHOWN_MS, onClose })
}

/** Where toasts appear; once, in the frame of every screen. It is there with the first of them: F6 does not find one that began empty. */
export function ToastRegion() {
  const isEmpty = useSyncExternalStore(
    (changed) => queue.subscribe(changed),
    () => queue.visibleToasts.length === 0,
  )
  return isEmpty ? null : <Toasts />
}

function Toasts() {
  const t = useText()
  // Not above the buttons of a dialog.
  const place = useHasDialog() ? 'top-5' : 'bottom-12'
  return (
    <AriaToastRegion
      queue={queue}
      aria-label={t('ui.toast.region')}
      className={`fixed end-5 ${place} z-50 flex w-96 max-w-[calc(100vw-2.5rem)] flex-col-reverse gap-2 rounded-md outline-offset-2`}
    >
      {({ toast }) => (
        <AriaToast
          toast={toast}
          className="flex items-center gap-3 rounded-md border border-edge bg-raised px-3.5 py-2.5 text-sm shadow-pop"
        >
          <ToastContent className="min-w-0 flex-1 wrap-anywhere">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.undo && (
            <Button
              onPress={() => {
                toast.content.undo?.()
                queue.close(toast.key)
              }}
            >
              {toast.content.label ?? t('ui.toast.undo')}
            </Button>
          )}
          <AriaButton
            slot="close"
            aria-label={t('ui.close')}
            className="flex size-7 shrink-0 items-center justify-center rounded-md text-ink-mute hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </AriaButton>
        </AriaToast>
      )}
    </AriaToastRegion>
  )
}
