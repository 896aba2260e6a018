import { formatMessage } from '#shared/i18n/format'
import './messages.ts'

export const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.npm.discovery.${id}`, values)
