import { Link } from '@tanstack/react-router'
import { ChevronRight, FileText, Globe, ListTree } from 'lucide-react'
import type { MirrorSource } from '#shared/api/mirror'

interface StartCardProps {
  plugin: string
  /** The kind of mirror, such as `npm packages`. */
  type: string
  source: MirrorSource
}

/** What the start asks for decides its picture: a file, a list, or an address. */
function SourceIcon({ source: { fields } }: { source: MirrorSource }) {
  const kinds = fields.filter((field) => field.required).map((field) => field.kind)
  if (kinds.includes('file-text')) return <FileText aria-hidden className="size-5" />
  if (kinds.includes('string-list')) return <ListTree aria-hidden className="size-5" />
  return <Globe aria-hidden className="size-5" />
}

/** One way to begin a mirror. */
export function StartCard({ plugin, type, source }: StartCardProps) {
  return (
    <Link
      to="/add/$plugin/$source"
      params={{ plugin, source: source.id }}
      className="card group flex h-full items-start gap-3.5 p-4 text-start transition-colors hover:border-accent"
    >
      <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent">
        <SourceIcon source={source} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block text-xs text-ink-mute">{type}</span>
        <span className="block font-semibold">{source.label}</span>
        <span className="mt-0.5 block text-sm text-ink-mute">{source.description}</span>
      </span>
      <ChevronRight
        aria-hidden
        className="mt-2.5 size-4 shrink-0 rtl:-scale-x-100 text-ink-mute group-hover:text-accent"
      />
    </Link>
  )
}
