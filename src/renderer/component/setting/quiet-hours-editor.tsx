import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { Button } from '../button.tsx'
import { useText } from '../text.ts'
import type { TextId } from '../text.ts'

interface Hours {
  from: string
  to: string
  days: number[]
  max_bytes_per_second: number
}

interface QuietHoursEditorProps {
  value: unknown
  isPending: boolean
  save: (value: Hours[]) => void
}

const NEW: Hours = { from: '08:00', to: '18:00', days: [], max_bytes_per_second: 0 }

/** Times of the day at which downloads are slower or rest, one line each. */
export function QuietHoursEditor({ value, isPending, save }: QuietHoursEditorProps) {
  const t = useText()
  const given = (Array.isArray(value) ? value : []) as Hours[]
  const [hours, setHours] = useState(given)
  const set = (index: number, change: Partial<Hours>): void =>
    setHours(hours.map((one, at) => (at === index ? { ...one, ...change } : one)))
  return (
    <div className="flex flex-col gap-2">
      {hours.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no other name, and none moves
        <div key={index} className="flex flex-wrap items-end gap-2">
          <Field
            label="ui.settings.hours.from"
            type="time"
            value={one.from}
            onChange={(from) => set(index, { from })}
          />
          <Field label="ui.settings.hours.to" type="time" value={one.to} onChange={(to) => set(index, { to })} />
          <Field
            label="ui.settings.hours.rate"
            type="number"
            value={String(one.max_bytes_per_second)}
            onChange={(rate) => set(index, { max_bytes_per_second: Math.max(0, Math.floor(Number(rate))) })}
          />
          <Button
            look="quiet"
            icon={X}
            acts
            label={t('ui.settings.hours.remove', { from: one.from, to: one.to })}
            onPress={() => setHours(hours.toSpliced(index, 1))}
          />
        </div>
      ))}
      <div className="flex gap-2">
        <Button icon={Plus} acts onPress={() => setHours([...hours, NEW])}>
          {t('ui.settings.hours.add')}
        </Button>
        {JSON.stringify(hours) !== JSON.stringify(given) && (
          <Button look="primary" isPending={isPending} onPress={() => save(hours)}>
            {t('ui.settings.save')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface FieldProps {
  label: TextId
  type: 'time' | 'number'
  value: string
  onChange: (value: string) => void
}

function Field({ label, type, value, onChange }: FieldProps) {
  const t = useText()
  return (
    <TextField value={value} onChange={onChange} className="flex flex-col gap-1">
      <Label className="text-xs text-ink-mute">{t(label)}</Label>
      <Input type={type} className="field-box num w-28" />
    </TextField>
  )
}
