import { Ellipsis } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'

export interface MenuAction {
  id: string
  label: string
  icon?: LucideIcon
  isDisabled?: boolean
  run: () => void
}

interface MenuButtonProps {
  /** What the actions are about. */
  label: string
  actions: readonly MenuAction[]
}

/** The rest of what can be done, behind one small button. */
export function MenuButton({ label, actions }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={label}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-transparent text-ink-soft hover:bg-hover hover:text-ink data-pressed:bg-hover"
      >
        <Ellipsis aria-hidden className="size-4" />
      </AriaButton>
      <Popover placement="bottom end" className="min-w-52 rounded-md border border-line bg-raised py-1 shadow-pop">
        <Menu
          aria-label={label}
          className="outline-none"
          disabledKeys={actions.filter(({ isDisabled }) => isDisabled).map(({ id }) => id)}
          onAction={(chosen) => actions.find(({ id }) => id === chosen)?.run()}
        >
          {actions.map(({ id, label: text, icon: Icon }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={text}
              className="flex cursor-default items-center gap-2.5 px-3 py-1.5 text-sm -outline-offset-2 data-disabled:text-ink-mute data-disabled:opacity-60 data-focused:bg-hover"
            >
              {Icon && <Icon aria-hidden className="size-4 shrink-0 text-ink-mute" />}
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
