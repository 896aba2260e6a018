import { formatMessage } from '#shared/i18n/format'
import './messages.ts'

export const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.deb.discovery.${id}`, values)
