import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { SettingBody } from '#shared/api/settings'
import { Button } from '../button.tsx'
import { CheckInput, FieldProblem } from '../field.tsx'
import { ProblemNotice } from '../query-view.tsx'
import { SelectMenu } from '../select-menu.tsx'
import { useText } from '../text.ts'
import { ListEditor } from './list-editor.tsx'
import { QuietHoursEditor } from './quiet-hours-editor.tsx'
import { shown, typeOf } from './value.ts'

interface SettingRowProps {
  setting: SettingBody
  /** Writes values by name; null takes one back to its default. */
  change: { mutate: (patch: Record<string, unknown>) => void; isPending: boolean; error: unknown }
}

/** One setting: what it is, what it says, where that comes from, and its editor. */
export function SettingRow({ setting, change }: SettingRowProps) {
  const t = useText()
  const { name, title, about, origin, value, live, editable } = setting
  const save = (next: unknown): void => change.mutate({ [name]: next })
  return (
    <li className="flex flex-col gap-2 px-4 py-3.5 text-sm">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-60 flex-1">
          <p className="font-semibold">{title}</p>
          <p className="text-ink-mute">{about}</p>
          <p className="mt-1 text-xs text-ink-mute wrap-anywhere">
            <code className="font-mono">{name}</code> · {t(`ui.settings.origin.${origin}`)}
            {origin !== 'default' && ` · ${t('ui.settings.default', { value: shown(setting.default) })}`}
            {!live && ` · ${t('ui.settings.restart')}`}
          </p>
        </div>
        <div className="w-60 max-w-full">
          {editable ? (
            <Editor key={JSON.stringify(value)} setting={setting} isPending={change.isPending} save={save} />
          ) : (
            <p className="num font-medium wrap-anywhere">{shown(value)}</p>
          )}
        </div>
      </div>
      {!editable && <p className="text-ink-mute">{t(`ui.settings.fixed.${origin}`)}</p>}
      {setting.restart_needed && (
        <p className="font-medium text-warn">{t('ui.settings.pending', { value: shown(setting.next) })}</p>
      )}
      {origin === 'file' && editable && (
        <div className="-mx-3 -mb-1.5">
          <Button
            look="quiet"
            label={t('ui.settings.reset', { name: title })}
            isPending={change.isPending}
            onPress={() => save(null)}
          >
            {t('ui.settings.reset.short')}
          </Button>
        </div>
      )}
      {change.error !== null && <ProblemNotice error={change.error} />}
    </li>
  )
}

interface EditorProps {
  setting: SettingBody
  isPending: boolean
  save: (value: unknown) => void
}

function Editor({ setting, isPending, save }: EditorProps) {
  const type = typeOf(setting)
  // What was chosen but waits for a restart is what the file says already.
  const value = setting.restart_needed ? setting.next : setting.value
  if (setting.name === 'QUIET_HOURS') return <QuietHoursEditor value={value} isPending={isPending} save={save} />
  if (type.kind === 'boolean')
    return <CheckInput label={setting.title} value={value === true} onChange={(next) => save(next)} />
  if (type.kind === 'choice')
    return (
      <SelectMenu
        label=""
        ariaLabel={setting.title}
        value={String(value)}
        onChange={save}
        options={type.options.map((option) => ({ value: option, label: option }))}
      />
    )
  if (type.kind === 'list')
    return <ListEditor setting={setting} value={value} options={type.options} isPending={isPending} save={save} />
  return <Line setting={setting} value={value} isNumber={type.kind === 'number'} isPending={isPending} save={save} />
}

function Line({ setting, value, isNumber, isPending, save }: EditorProps & { value: unknown; isNumber: boolean }) {
  const t = useText()
  const [text, setText] = useState(value === null ? '' : String(value))
  const isChanged = text !== (value === null ? '' : String(value))
  const isWrong = isNumber && !/^-?\d+(\.\d+)?$/.test(text.trim())
  return (
    <form
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWrong && isChanged) save(isNumber ? Number(text) : text.trim() === '' ? null : text.trim())
      }}
    >
      <TextField value={text} onChange={setText} isInvalid={isWrong} className="flex-1">
        <Label className="sr-only">{setting.title}</Label>
        <Input inputMode={isNumber ? 'numeric' : 'text'} className="field-box num" spellCheck={false} />
        <FieldProblem errors={isWrong ? [t('ui.settings.not_a_number')] : undefined} />
      </TextField>
      {isChanged && (
        <Button look="primary" type="submit" isDisabled={isWrong} isPending={isPending}>
          {t('ui.settings.save')}
        </Button>
      )}
    </form>
  )
}
