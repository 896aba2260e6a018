import { FileText, FolderOpen, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { DragEvent } from 'react'
import { Button } from './button.tsx'
import { FieldLabel } from './field.tsx'
import type { FieldProps } from './field.tsx'
import { fileText } from './file-text.ts'
import { useBytes } from './number.tsx'
import { usePlatform } from './platform.ts'
import { useText } from './text.ts'

export interface TextFile {
  name: string
  text: string
}

interface FileInputProps extends FieldProps {
  value: TextFile | null
  onChange: (file: TextFile | null) => void
  accept: string[]
}

/** A text file, chosen or dropped. */
export function FileInput({ label, help, errors, isRequired, name, value, onChange, accept }: FileInputProps) {
  const t = useText()
  const id = useId()
  const { pickFile, announce } = usePlatform()
  const [isOver, setOver] = useState(false)
  const take = (reading: Promise<TextFile | null>): void =>
    void reading.then((file) => file && onChange(file)).catch(() => announce(t('ui.file.refused'), 'bad'))
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) take(file.arrayBuffer().then((bytes) => ({ name: file.name, text: fileText(new Uint8Array(bytes)) })))
  }
  const over = (event: DragEvent): void => {
    event.preventDefault()
    setOver(true)
  }
  const edge = isOver
    ? 'border-accent bg-accent-soft'
    : errors?.length
      ? 'border-bad bg-surface'
      : 'border-edge bg-sunken'
  return (
    <fieldset data-field={name} aria-describedby={`${id}-about`} className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-semibold">
        <FieldLabel label={label} isRequired={isRequired} />
      </legend>
      <div
        onDrop={drop}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        className={`flex min-h-20 items-center gap-3 rounded-md border border-dashed px-4 py-3 ${edge}`}
      >
        {value ? (
          <Chosen file={value} onRemove={() => onChange(null)} />
        ) : (
          <>
            <p className="min-w-0 flex-1 text-sm text-ink-soft">{t('ui.file.drop')}</p>
            <Button icon={FolderOpen} onPress={() => take(pickFile({ title: label, accept }))}>
              {t('ui.file.choose')}
            </Button>
          </>
        )}
      </div>
      <div id={`${id}-about`} className="flex flex-col gap-1.5 text-sm empty:hidden">
        {help && <p className="text-ink-mute">{help}</p>}
        {errors && errors.length > 0 && <p className="font-medium text-bad wrap-anywhere">{errors.join(' ')}</p>}
      </div>
    </fieldset>
  )
}

function Chosen({ file, onRemove }: { file: TextFile; onRemove: () => void }) {
  const t = useText()
  const bytes = useBytes()
  return (
    <>
      <FileText aria-hidden className="size-5 shrink-0 text-accent" />
      <p className="min-w-0 flex-1 text-sm">
        <span className="font-semibold wrap-anywhere">{file.name}</span>
        <span className="num ms-2 text-ink-mute">{bytes(file.text.length)}</span>
      </p>
      <Button look="quiet" icon={X} label={t('ui.file.remove', { name: file.name })} onPress={onRemove} />
    </>
  )
}
