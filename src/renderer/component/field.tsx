import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  Checkbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components'
import { plain } from './plain.ts'
import { useText } from './text.ts'
import { TickMark } from './tick-mark.tsx'

export interface FieldProps {
  label: string
  help?: string | undefined
  /** Messages of the API about this field. */
  errors?: readonly string[] | undefined
  isRequired?: boolean
  name?: string
}

/** Label above a field; what may be left out says so. */
export function FieldLabel({ label, isRequired }: { label: string; isRequired?: boolean | undefined }) {
  const t = useText()
  return (
    <>
      {label}
      {!isRequired && <span className="ms-1.5 text-xs font-normal text-ink-mute">{t('ui.field.optional')}</span>}
    </>
  )
}

export function FieldHelp({ children }: { children: ReactNode }) {
  return (
    <Text slot="description" className="text-sm text-ink-mute">
      {children}
    </Text>
  )
}

/** Messages keep to one form, so that the eye finds them. */
export function FieldProblem({ errors }: { errors: readonly string[] | undefined }) {
  return <FieldError className="text-sm font-medium text-bad wrap-anywhere">{errors?.join(' ')}</FieldError>
}

interface TextInputProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'url' | 'password'
  placeholder?: string | undefined
  /** More than one line. */
  rows?: number
  autoComplete?: string
  autoFocus?: boolean
  isMono?: boolean
}

/** One line of text, or several with `rows`. */
export function TextInput(props: TextInputProps) {
  const { label, help, errors, isRequired, rows, placeholder, isMono, ...rest } = props
  const look = `field-box ${isMono ? 'font-mono text-sm' : ''}`
  return (
    <TextField
      {...rest}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(errors?.length)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-semibold">
        <FieldLabel label={label} isRequired={isRequired} />
      </Label>
      {rows ? (
        <TextArea
          rows={rows}
          className={`${look} resize-y`}
          {...(placeholder ? { placeholder } : {})}
          spellCheck={false}
        />
      ) : (
        <Input className={look} {...(placeholder ? { placeholder } : {})} spellCheck={false} />
      )}
      {help && <FieldHelp>{help}</FieldHelp>}
      <FieldProblem errors={errors} />
    </TextField>
  )
}

interface SelectInputProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  options: readonly { value: string; label: string }[]
}

/** One of a few values. */
export function SelectInput({ label, help, errors, isRequired, value, onChange, options, name }: SelectInputProps) {
  return (
    <Select
      {...(name ? { name } : {})}
      value={value || null}
      onChange={(chosen) => onChange(String(chosen ?? ''))}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(errors?.length)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-semibold">
        <FieldLabel label={label} isRequired={isRequired} />
      </Label>
      <Button className="field-box flex items-center justify-between gap-2 text-start">
        <SelectValue className="min-w-0 truncate" />
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-mute" />
      </Button>
      {help && <FieldHelp>{help}</FieldHelp>}
      <FieldProblem errors={errors} />
      <Popover className="w-(--trigger-width) rounded-md border border-line bg-raised py-1 shadow-pop">
        <ListBox items={options} className="max-h-72 overflow-auto outline-none">
          {(option) => (
            <ListBoxItem
              id={option.value}
              className="px-3 py-1.5 text-sm -outline-offset-2 data-focused:bg-hover data-selected:font-semibold"
            >
              {plain(option.label)}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

interface CheckInputProps extends FieldProps {
  value: boolean
  onChange: (value: boolean) => void
}

/** Yes or no. */
export function CheckInput({ label, help, value, onChange }: CheckInputProps) {
  return (
    <div className="flex flex-col gap-1">
      <Checkbox
        isSelected={value}
        onChange={onChange}
        className="group relative flex items-center gap-2.5 text-sm font-semibold"
      >
        <TickMark />
        {label}
      </Checkbox>
      {help && <p className="ms-7 text-sm text-ink-mute">{help}</p>}
    </div>
  )
}
