import { API_ROOT } from '#shared/wire'
import { SelectInput } from '../../component/field.tsx'
import { useText } from '../../component/text.ts'
import { TickGroup } from '../../component/tick-group.tsx'
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
export function ReferenceList({ target, help, value, onChange, ...rest }: ReferenceInputProps) {
  const t = useText()
  const found = useTargets(target)
  const chosen = linesOf(value)
  const gone = chosen.filter((href) => !found.some((one) => one.value === href))
  const options = [...found, ...gone.map((href) => ({ value: href, label: href }))]
  return (
    <TickGroup
      {...rest}
      help={options.length === 0 ? t('ui.form.list.empty') : help}
      values={chosen}
      onChange={(values) => onChange(values.join('\n'))}
      options={options}
    />
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
