import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useText } from '../../component/text.ts'

/** From a start back to all of them. */
export function BackLink() {
  const t = useText()
  return (
    <Link to="/add" className="inline-flex items-center gap-1.5 rounded-sm text-sm text-accent hover:underline">
      <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
      {t('ui.add.back')}
    </Link>
  )
}
