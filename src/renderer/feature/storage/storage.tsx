import { RefreshCw } from 'lucide-react'
import type { StorageBody } from '#shared/api/storage'
import { Button } from '../../component/button.tsx'
import { useBytes } from '../../component/number.tsx'
import { Page, Section } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { StackedBar } from '../../component/stacked-bar.tsx'
import { useText } from '../../component/text.ts'
import { Time } from '../../component/time.tsx'
import { useStorageParts, useFreshMeasure, useMeasure, useStorage } from '../../state/storage.ts'
import { Budget } from './budget.tsx'
import { Care } from './care.tsx'
import { CleanUp } from './clean-up.tsx'
import { StorageMap } from './storage-map.tsx'
import { Trash } from './trash.tsx'
import { Trend } from './trend.tsx'

const WAITING = { data: undefined, error: null, refetch: () => undefined }

/** What takes space, what can go, and what can be brought back: shown at once, so that no part pushes away another which somebody has begun to use. */
export function Storage() {
  const t = useText()
  const query = useStorage()
  const measure = useMeasure()
  const isWhole = useStorageParts()
  useFreshMeasure(query.data?.measured)
  return (
    <Page
      title={t('ui.storage.title')}
      lead={
        query.data?.measured ? (
          <>
            {t('ui.storage.measured')} <Time value={query.data.measured} />
          </>
        ) : (
          t('ui.storage.not_measured')
        )
      }
      actions={
        <Button icon={RefreshCw} isPending={measure.isPending} onPress={() => measure.mutate()}>
          {t('ui.storage.measure')}
        </Button>
      }
    >
      <QueryView query={isWhole ? query : WAITING}>
        {(storage) => (
          <div className="flex max-w-5xl flex-col gap-8">
            <Disk storage={storage} />
            <StorageMap storage={storage} />
            <CleanUp />
            <Trash />
            <Trend points={storage.trend} />
            <Budget />
            <Care />
          </div>
        )}
      </QueryView>
    </Page>
  )
}

/** The disk of the data folder, in one line and one bar. */
function Disk({ storage }: { storage: StorageBody }) {
  const t = useText()
  const bytes = useBytes()
  const { stored, catalogue, folders, disk, budget } = storage
  const beside = catalogue + Object.values(folders).reduce((sum, size) => sum + size, 0)
  const others = Math.max(0, disk.size - disk.free - stored - beside)
  const parts = [
    { id: 'stored', label: t('ui.storage.files', { size: bytes(stored) }), value: stored },
    { id: 'beside', label: t('ui.storage.beside', { size: bytes(beside) }), value: beside },
    { id: 'others', label: t('ui.storage.others', { size: bytes(others) }), value: others },
  ]
  const sentence = t('ui.storage.disk', { stored: bytes(stored), free: bytes(disk.free), size: bytes(disk.size) })
  return (
    <Section title={t('ui.storage.disk.title')}>
      <StackedBar label={sentence} parts={parts} total={disk.size} />
      <p className="num mt-2 text-sm">{sentence}</p>
      <p className="num text-sm text-ink-mute">
        {t('ui.storage.own', { catalogue: bytes(catalogue), beside: bytes(beside - catalogue) })}
        {budget > 0 && ` ${t('ui.storage.of_budget', { share: stored / budget, budget: bytes(budget) })}`}
      </p>
    </Section>
  )
}
