import { Search } from 'lucide-react'
import { useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Input,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  TextField,
} from 'react-aria-components'
import { MiddleText } from '../../component/middle-text.tsx'
import { plain } from '../../component/plain.ts'
import { ScrollRegion } from '../../component/scroll-region.tsx'
import { Keys } from '../../component/shortcut.tsx'
import { useText } from '../../component/text.ts'
import { findCommands } from './find.ts'

export interface PaletteItem {
  id: string
  title: string
  group: string
  keys?: string | undefined
  run: () => void
}

/** Nobody reads further; more letters find the rest. */
const SHOWN = 60

/** Every command by its name: typed, chosen with the arrow keys, run with Enter. */
export function Palette({ items, onClose }: { items: readonly PaletteItem[]; onClose: () => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const found = findCommands(items, typed).slice(0, SHOWN)
  const run = (id: unknown): void => {
    onClose()
    items.find((item) => item.id === id)?.run()
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-veil p-6 pt-[12vh]"
    >
      <Modal className="flex max-h-[70vh] w-[36rem] max-w-full flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-pop">
        <Dialog aria-label={t('ui.command.palette')} className="flex min-h-0 flex-1 flex-col outline-none">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opens it wants to type */}
            <TextField autoFocus aria-label={t('ui.command.search')} className="relative border-b border-line">
              <Search aria-hidden className="pointer-events-none absolute top-3.5 start-4 size-4 text-ink-mute" />
              <Input
                placeholder={t('ui.command.search')}
                className="w-full rounded-t-lg bg-transparent py-3 ps-10 pe-4 -outline-offset-2"
              />
            </TextField>
            <ScrollRegion label={t('ui.command.palette')} className="min-h-0 flex-1 py-1.5">
              <ListBox
                aria-label={t('ui.command.palette')}
                items={found}
                selectionMode="none"
                onAction={run}
                renderEmptyState={() => <p className="px-4 py-6 text-sm text-ink-mute">{t('ui.command.none')}</p>}
                className="outline-none"
              >
                {(item) => (
                  <ListBoxItem
                    id={item.id}
                    textValue={item.title}
                    className="flex cursor-default items-center gap-3 px-4 py-2 text-sm -outline-offset-2 data-focused:bg-hover"
                  >
                    <span className="min-w-0 flex-1">
                      <MiddleText text={item.title} tail={24} />
                    </span>
                    <span className="max-w-40 shrink-0 truncate text-xs text-ink-mute">{plain(item.group)}</span>
                    {item.keys && <Keys>{item.keys}</Keys>}
                  </ListBoxItem>
                )}
              </ListBox>
            </ScrollRegion>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
