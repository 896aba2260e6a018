import { useState } from 'react'
import type { SettingBody } from '#shared/api/settings'
import { Button } from '../button.tsx'
import { CheckInput, TextInput } from '../field.tsx'
import { useText } from '../text.ts'

interface ListEditorProps {
  setting: SettingBody
  value: unknown
  /** The values there are; null for any text, one a line. */
  options: readonly string[] | null
  isPending: boolean
  save: (value: unknown) => void
}

/** Several values: ticks where the choice is known, else one a line. */
export function ListEditor({ setting, value, options, isPending, save }: ListEditorProps) {
  const t = useText()
  const given = Array.isArray(value) ? value.map(String) : []
  const [text, setText] = useState(given.join('\n'))
  if (options)
    return (
      <fieldset className="flex flex-col gap-1.5">
        <legend className="sr-only">{setting.title}</legend>
        {options.map((option) => (
          <CheckInput
            key={option}
            label={option}
            value={given.includes(option)}
            onChange={(on) => save(on ? [...given, option] : given.filter((one) => one !== option))}
          />
        ))}
      </fieldset>
    )
  const lines = text.split('\n').flatMap((line) => line.trim() || [])
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        save(lines)
      }}
    >
      <TextInput label={t('ui.settings.one_a_line')} rows={3} isMono value={text} onChange={setText} />
      {lines.join('\n') !== given.join('\n') && (
        <Button look="primary" type="submit" isPending={isPending}>
          {t('ui.settings.save')}
        </Button>
      )}
    </form>
  )
}
