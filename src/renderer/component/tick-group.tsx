import { useId } from 'react'
import { FieldLabel } from './field.tsx'
import type { FieldProps } from './field.tsx'
import { TickBox } from './tick-box.tsx'

interface TickGroupProps extends FieldProps {
  values: readonly string[]
  onChange: (values: string[]) => void
  /** In the order they are shown and sent. */
  options: readonly { value: string; label: string }[]
}

/** Any of a few values, each a tick. */
export function TickGroup({ label, help, errors, isRequired, values, onChange, options }: TickGroupProps) {
  const id = useId()
  const toggle = (value: string, isTaken: boolean): void =>
    onChange(options.map((one) => one.value).filter((one) => (one === value ? isTaken : values.includes(one))))
  return (
    <fieldset aria-describedby={`${id}-about`} className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-semibold">
        <FieldLabel label={label} isRequired={isRequired} />
      </legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {options.map((one) => (
          <TickBox
            key={one.value}
            isSelected={values.includes(one.value)}
            onChange={(isTaken) => toggle(one.value, isTaken)}
          >
            {one.label}
          </TickBox>
        ))}
      </div>
      <div id={`${id}-about`} className="flex flex-col gap-1 text-sm empty:hidden">
        {help && <p className="text-ink-mute">{help}</p>}
        {errors && errors.length > 0 && <p className="font-medium text-bad wrap-anywhere">{errors.join(' ')}</p>}
      </div>
    </fieldset>
  )
}
