import { useNavigate } from '@tanstack/react-router'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { NotificationBody } from '#shared/event'
import { Button } from '../../component/button.tsx'
import { Dialog } from '../../component/dialog.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { shortenDigests } from '../../component/truncate.ts'
import { idOf } from '../../state/href.ts'
import { useNotices } from '../../state/notice.ts'

/** What ended while nobody looked, with the way to it. */
export function Notices({ onClose }: { onClose: () => void }) {
  const t = useText()
  const notices = useNotices()
  return (
    <Dialog
      title={t('ui.command.notices')}
      isOpen
      place="side"
      onClose={onClose}
      actions={<Button onPress={onClose}>{t('ui.close')}</Button>}
    >
      <QueryView query={notices}>
        {(list) =>
          list.length === 0 ? (
            <p>{t('ui.notices.empty')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {list.map((notice) => (
                <Item key={`${notice.created} ${notice.id} ${notice.hrefs[0]}`} notice={notice} onClose={onClose} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Dialog>
  )
}

function Item({ notice, onClose }: { notice: NotificationBody; onClose: () => void }) {
  const t = useText()
  const navigate = useNavigate()
  const isBad = notice.level === 'error'
  const Icon = isBad ? TriangleAlert : CircleCheck
  const task = notice.hrefs.find((href) => href.includes('/tasks/'))
  return (
    <li className="flex items-start gap-3 py-3 text-sm">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isBad ? 'text-bad' : 'text-ok'}`} />
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-ink wrap-anywhere">{notice.title}</p>
        {notice.body && <p className="whitespace-pre-line wrap-anywhere">{shortenDigests(notice.body)}</p>}
        <p className="mt-0.5 text-ink-mute">
          <Time value={notice.created} />
        </p>
      </div>
      {task && (
        <Button
          onPress={() => {
            onClose()
            void navigate({ to: '/activity', search: { task: idOf(task) } })
          }}
        >
          {t('ui.notices.show')}
        </Button>
      )}
    </li>
  )
}
