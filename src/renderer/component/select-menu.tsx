import { ChevronDown } from 'lucide-react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components'
import { plain } from './plain.ts'

interface SelectMenuProps<T extends string> {
  label: string
  /** Instead of a label on screen. */
  ariaLabel?: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string }[]
}

/** A small choice in a toolbar, its label beside it. */
export function SelectMenu<T extends string>({ label, ariaLabel, value, onChange, options }: SelectMenuProps<T>) {
  return (
    <Select
      {...(ariaLabel === undefined ? {} : { 'aria-label': ariaLabel })}
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      className="flex items-center gap-2 text-sm"
    >
      {label && <Label className="text-ink-mute">{label}</Label>}
      <Button className="flex min-h-8 max-w-64 min-w-0 items-center gap-1.5 rounded-md border border-line bg-raised px-2.5 hover:bg-hover">
        <SelectValue className="min-w-0 truncate" />
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-mute" />
      </Button>
      <Popover className="max-w-[min(36rem,90vw)] min-w-(--trigger-width) rounded-md border border-line bg-raised py-1 shadow-pop">
        <ListBox items={options} className="outline-none">
          {(option) => (
            <ListBoxItem
              id={option.value}
              className="px-3 py-1.5 text-sm wrap-anywhere -outline-offset-2 data-focused:bg-hover data-selected:font-semibold"
            >
              {plain(option.label)}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
