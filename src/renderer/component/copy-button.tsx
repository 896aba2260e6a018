import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { usePlatform } from './platform.ts'
import { useText } from './text.ts'

const SHOWN_MS = 2000

interface CopyButtonProps {
  text: string
  /** What is copied, for the accessible name. */
  what: string
  /** Shows the word beside the icon. */
  wide?: boolean
}

/** Copies a text and says so, visibly and in the status bar. */
export function CopyButton({ text, what, wide }: CopyButtonProps) {
  const t = useText()
  const { writeClipboard, announce } = usePlatform()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void =>
    void writeClipboard(text).then(
      () => {
        setCopied(true)
        announce(t('ui.copy.done', { what }))
      },
      () => announce(t('ui.copy.refused'), 'bad'),
    )
  return (
    <Button
      look={wide ? 'secondary' : 'quiet'}
      icon={copied ? Check : Copy}
      label={t('ui.copy.label', { what })}
      onPress={copy}
    >
      {wide ? t(copied ? 'ui.copy.copied' : 'ui.copy') : undefined}
    </Button>
  )
}
