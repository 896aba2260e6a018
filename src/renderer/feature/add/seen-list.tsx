import type { SeenItem } from '#shared/api/discovery'
import { plain } from '../../component/plain.ts'
import { useText } from '../../component/text.ts'

/** Configurations and files that were understood, and whether something can be made of them. */
export function SeenList({ items }: { items: readonly SeenItem[] }) {
  const t = useText()
  return (
    <ul className="card divide-y divide-line px-4 text-sm">
      {items.map((item) => (
        <li key={`${item.tool} ${item.file}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2.5">
          <span className="w-28 shrink-0 font-semibold">{item.label}</span>
          <span className="min-w-48 flex-1 wrap-anywhere">
            {plain(item.file)}
            {item.addresses.length > 0 && (
              <span className="block text-ink-mute">
                {item.addresses
                  .slice(0, 8)
                  .map(({ address, enabled }) => (enabled ? plain(address) : t('ui.add.seen.off', { address })))
                  .join(', ')}
                {item.addresses.length > 8 && t('ui.add.seen.more', { count: item.addresses.length - 8 })}
              </span>
            )}
          </span>
          <span className="text-ink-mute">{t(item.plugin === null ? 'ui.add.seen.none' : 'ui.add.seen.used')}</span>
        </li>
      ))}
    </ul>
  )
}
