import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { MirrorBody } from '#shared/api/mirror'
import { API_ROOT } from '#shared/wire'
import { Code } from '../../component/code.tsx'
import { CopyButton } from '../../component/copy-button.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import type { TextId } from '../../component/text.ts'
import { useAbout } from '../../state/about.ts'
import { useObject } from '../../state/version.ts'

/** The Pulp objects behind the mirror, under their own names. */
export function Advanced({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const objects: [TextId, string | null | undefined][] = [
    ['ui.advanced.repository', mirror.repository],
    ['ui.advanced.remote', mirror.remote],
    ['ui.advanced.distribution', mirror.distribution],
    ['ui.advanced.version', mirror.latest_version?.pulp_href],
    ['ui.advanced.task', mirror.last_task?.pulp_href],
  ]
  return (
    <div className="flex max-w-5xl flex-col gap-3">
      <p className="text-sm text-ink-mute">{t('ui.advanced.about')}</p>
      {objects.map(([label, href]) => href && <PulpObject key={label} label={t(label)} href={href} />)}
    </div>
  )
}

function PulpObject({ label, href }: { label: string; href: string }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className="card group overflow-hidden"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex list-none items-center gap-3 rounded-lg px-4 py-3 -outline-offset-2 hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-mute group-open:rotate-90 rtl:-scale-x-100" />
        <span className="w-28 shrink-0 text-sm font-semibold">{label}</span>
        <span className="min-w-0 font-mono text-xs text-ink-mute wrap-anywhere">{href}</span>
      </summary>
      <div className="border-t border-line p-3">
        <div className="mb-2 flex items-center justify-end gap-3 text-sm">
          <DocsLink />
          <CopyButton text={href} what={t('ui.advanced.copy')} wide />
        </div>
        {isOpen && <Raw href={href} label={label} />}
      </div>
    </details>
  )
}

/** The document that describes every operation; it is in the API itself. */
function DocsLink() {
  const t = useText()
  // The desktop application has no address of its own to open.
  const url = useAbout().data?.api_url
  if (!url) return null
  return (
    <a
      href={`${API_ROOT}docs/api.json`}
      target="_blank"
      rel="noreferrer"
      className="rounded-sm text-accent hover:underline"
    >
      {t('ui.advanced.docs')}
    </a>
  )
}

function Raw({ href, label }: { href: string; label: string }) {
  return (
    <QueryView query={useObject(href)}>
      {(body) => <Code title={label} note="application/json" text={JSON.stringify(body, null, 2)} />}
    </QueryView>
  )
}
