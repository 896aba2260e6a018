import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { ui } from '#shared/i18n/en/ui'
import { plain } from './plain.ts'

/** Ids of the interface's own messages. */
export type TextId = keyof typeof ui

export type TextValues = Record<string, string | number | boolean>

export type Translate = (id: TextId, values?: TextValues) => string

/** Messages of the interface by id, with placeholders filled; names in them are shown as they are. */
export function useText(): Translate {
  const intl = useIntl()
  return useCallback((id, values) => intl.formatMessage({ id }, values && shown(values)), [intl])
}

function shown(values: TextValues): TextValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]),
  )
}
