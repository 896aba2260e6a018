import { Label, Radio, RadioGroup } from 'react-aria-components'
import { FieldProblem } from './field.tsx'

interface RadioCardsProps<T extends string> {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; title: string; text: string }[]
  errors?: readonly string[] | undefined
}

/** A choice whose consequences deserve a sentence each. */
export function RadioCards<T extends string>({ label, value, onChange, options, errors }: RadioCardsProps<T>) {
  return (
    <RadioGroup
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      isInvalid={Boolean(errors?.length)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-semibold">{label}</Label>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-2">
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="group relative flex gap-2.5 rounded-md border border-line bg-surface px-3 py-2.5 data-hovered:border-edge data-selected:border-accent data-selected:bg-accent-soft"
          >
            <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface group-data-selected:border-accent">
              <span className="invisible size-2 rounded-full bg-accent forced-color-adjust-none group-data-selected:visible forced-colors:bg-[Highlight]" />
            </span>
            <span>
              <span className="block text-sm font-semibold">{option.title}</span>
              <span className="block text-xs text-ink-mute group-data-selected:text-ink-soft">{option.text}</span>
            </span>
          </Radio>
        ))}
      </div>
      <FieldProblem errors={errors} />
    </RadioGroup>
  )
}
