import { useId } from 'react'
import { API_ROOT } from '#shared/wire'
import { SelectInput } from '../../component/field.tsx'
import { useText } from '../../component/text.ts'
import { TickBox } from '../../component/tick-box.tsx'
import { useList } from '../../state/serve.ts'
import type { Common } from './form-field.tsx'
import { linesOf } from './form-value.ts'

const KINDS: Readonly<Record<string, string>> = {
  remote: 'remotes',
  repository: 'repositories',
  contentguard: 'contentguards',
  publication: 'publications',
}

interface ReferenceInputProps extends Common {
  target: string
  value: string
  onChange: (value: string) => void
}

/** The objects that may be chosen. */
function useTargets(target: string): { value: string; label: string }[] {
  const kind = KINDS[target]
  const list = useList<{ pulp_href: string; name?: string }>(kind ? `${API_ROOT}${kind}/` : null)
  return (list.data ?? []).map(({ pulp_href, name }) => ({ value: pulp_href, label: name ?? pulp_href }))
}

/** Any number of other objects, each with a tick. */
export function ReferenceList({ target, label, help, errors, value, onChange }: ReferenceInputProps) {
  const t = useText()
  const id = useId()
  const found = useTargets(target)
  const chosen = linesOf(value)
  const gone = chosen.filter((href) => !found.some((one) => one.value === href))
  const toggle = (href: string, isOn: boolean): void =>
    onChange((isOn ? [...chosen, href] : chosen.filter((one) => one !== href)).join('\n'))
  return (
    <fieldset className="flex flex-col gap-1.5" aria-describedby={help ? id : undefined}>
      <legend className="mb-1.5 text-sm font-semibold">{label}</legend>
      {found.length === 0 && <p className="text-sm text-ink-mute">{t('ui.form.list.empty')}</p>}
      {[...found, ...gone.map((href) => ({ value: href, label: href }))].map((one) => (
        <TickBox key={one.value} isSelected={chosen.includes(one.value)} onChange={(isOn) => toggle(one.value, isOn)}>
          <span className="wrap-anywhere">{one.label}</span>
        </TickBox>
      ))}
      {help && (
        <p id={id} className="text-sm text-ink-mute">
          {help}
        </p>
      )}
      {errors && <p className="text-sm font-medium text-bad wrap-anywhere">{errors.join(' ')}</p>}
    </fieldset>
  )
}

/** Another object, by its name. */
export function ReferenceInput({ target, ...rest }: ReferenceInputProps) {
  const t = useText()
  const found = useTargets(target)
  const known =
    found.some(({ value }) => value === rest.value) || rest.value === ''
      ? []
      : [{ value: rest.value, label: rest.value }]
  const none = { value: NONE, label: t('ui.form.none') }
  return (
    <SelectInput
      {...rest}
      value={rest.value === '' ? NONE : rest.value}
      onChange={(value) => rest.onChange(value === NONE ? '' : value)}
      options={[none, ...known, ...found]}
    />
  )
}

/** No href. */
const NONE = '-'
