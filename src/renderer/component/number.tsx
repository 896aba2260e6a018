import { useIntl } from 'react-intl'
import { useCallback } from 'react'
import { byteSize, sizeFormat } from '#shared/bytes'
import { durationParts } from './relative-time.ts'
import { useText } from './text.ts'

/** Formats a number of bytes, such as `350 MB`. */
export function useBytes(): (bytes: number) => string {
  const intl = useIntl()
  return useCallback(
    (bytes) => {
      const size = byteSize(bytes)
      return intl.formatNumber(size.value, sizeFormat(size))
    },
    [intl],
  )
}

/** Formats a span of milliseconds, such as `3 min 20 s`. */
export function useDuration(): (milliseconds: number) => string {
  const t = useText()
  return useCallback((milliseconds) => t('ui.duration', { ...durationParts(milliseconds) }), [t])
}

export function Bytes({ value }: { value: number }) {
  return <span className="num whitespace-nowrap">{useBytes()(value)}</span>
}
