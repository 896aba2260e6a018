import { X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { Button, Input, Tag, TagGroup, TagList } from 'react-aria-components'
import { FieldLabel } from './field.tsx'
import type { FieldProps } from './field.tsx'
import { useText } from './text.ts'
import { TickBox } from './tick-box.tsx'

interface TagInputProps extends FieldProps {
  values: readonly string[]
  onChange: (values: string[]) => void
  placeholder?: string | undefined
  /** Blanks and commas separate entries, not only ends of lines. */
  isWords: boolean
  /** What is known to choose from: shown as ticks. */
  choices?: readonly string[]
}

/** A list of short texts: typed, pasted, removed with a key. */
export function TagInput(props: TagInputProps) {
  const { label, help, errors, isRequired, name, values, onChange, placeholder, isWords, choices = [] } = props
  const t = useText()
  const id = useId()
  const [pending, setPending] = useState('')
  const add = (text: string): void => {
    const entries = text.split(isWords ? /[\s,]+/ : /\r?\n/).map((one) => one.trim())
    onChange([...new Set([...values, ...entries.filter((one) => one !== '')])])
    setPending('')
  }
  const key = (event: KeyboardEvent): void => {
    const isEnd = event.key === 'Enter' || (isWords && (event.key === ',' || event.key === ' '))
    if (isEnd && pending.trim() !== '') {
      event.preventDefault()
      add(pending)
    } else if (event.key === 'Backspace' && pending === '' && values.length > 0) onChange(values.slice(0, -1))
  }
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text')
    if (!(isWords ? /[\s,]/ : /\n/).test(text.trim())) return
    event.preventDefault()
    add(pending + text)
  }
  const tags = values.filter((one) => !choices.includes(one))
  return (
    <fieldset aria-describedby={`${id}-about`} className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-semibold">
        <FieldLabel label={label} isRequired={isRequired} />
      </legend>
      {choices.length > 0 && <Ticks choices={choices} values={values} onChange={onChange} />}
      <div
        className={`field-box flex flex-wrap items-center gap-1.5 has-[input:focus]:outline-2 has-[input:focus]:outline-focus ${errors?.length ? 'border-bad!' : ''}`}
      >
        {tags.length > 0 && (
          <Tags label={label} tags={tags} onRemove={(gone) => onChange(values.filter((one) => !gone.has(one)))} />
        )}
        <Input
          aria-label={choices.length > 0 || values.length > 0 ? t('ui.tag.add', { label }) : label}
          aria-describedby={`${id}-about`}
          aria-invalid={errors && errors.length > 0 ? true : undefined}
          {...(name ? { name } : {})}
          value={pending}
          onChange={(event) => setPending(event.target.value)}
          onKeyDown={key}
          onPaste={paste}
          onBlur={() => pending.trim() !== '' && add(pending)}
          placeholder={choices.length > 0 ? t('ui.tag.more') : values.length === 0 ? placeholder : ''}
          spellCheck={false}
          autoComplete="off"
          className="min-w-32 flex-1 bg-transparent font-mono text-sm outline-none"
        />
      </div>
      <div id={`${id}-about`} className="flex flex-col gap-1 text-sm">
        <p className="text-ink-mute">{[help, t('ui.tag.hint')].filter(Boolean).join(' ')}</p>
        {errors && errors.length > 0 && <p className="font-medium text-bad wrap-anywhere">{errors.join(' ')}</p>}
      </div>
    </fieldset>
  )
}

function Tags({
  label,
  tags,
  onRemove,
}: {
  label: string
  tags: readonly string[]
  onRemove: (gone: Set<string>) => void
}) {
  const t = useText()
  return (
    <TagGroup aria-label={label} onRemove={(keys) => onRemove(new Set([...keys].map(String)))} className="contents">
      <TagList className="contents">
        {tags.map((one) => (
          <Tag
            key={one}
            id={one}
            textValue={one}
            className="flex max-w-full items-center gap-1 rounded-sm border border-line bg-sunken py-0.5 ps-2 pe-0.5 font-mono text-sm"
          >
            <span className="min-w-0 wrap-anywhere">{one}</span>
            <Button
              slot="remove"
              aria-label={t('ui.tag.remove', { name: one })}
              className="rounded-sm p-1 hover:bg-hover"
            >
              <X aria-hidden className="size-3" />
            </Button>
          </Tag>
        ))}
      </TagList>
    </TagGroup>
  )
}

function Ticks({
  choices,
  values,
  onChange,
}: Pick<TagInputProps, 'values' | 'onChange'> & { choices: readonly string[] }) {
  const toggle = (one: string, isTaken: boolean): void =>
    onChange(isTaken ? [...values, one] : values.filter((value) => value !== one))
  return (
    <div className="flex max-h-48 flex-wrap gap-x-5 gap-y-2 overflow-y-auto py-1">
      {choices.map((one) => (
        <TickBox key={one} isSelected={values.includes(one)} onChange={(isTaken) => toggle(one, isTaken)}>
          <span className="font-mono">{one}</span>
        </TickBox>
      ))}
    </div>
  )
}
