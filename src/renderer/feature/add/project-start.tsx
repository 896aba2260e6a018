import { FileText, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { DragEvent } from 'react'
import type { PickedProject, ProjectFileKinds } from '#shared/api/discovery'
import { Button } from '../../component/button.tsx'
import { Notice } from '../../component/notice.tsx'
import { Page } from '../../component/page.tsx'
import { usePlatform } from '../../component/platform.ts'
import { ProblemNotice, QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { readDrop } from '../../host/project-files.ts'
import { useProject, useProjectFileKinds } from '../../state/discovery.ts'
import { BackLink } from './back-link.tsx'
import { Offer } from './offer.tsx'

/** Takes a folder, and offers a mirror for each ecosystem that its files name. */
export function ProjectStart() {
  const t = useText()
  const kinds = useProjectFileKinds()
  const project = useProject()
  return (
    <Page title={t('ui.add.start.project')} lead={<BackLink />}>
      <QueryView query={kinds}>
        {(known) => (
          <div className="flex flex-col gap-6">
            <DropZone kinds={known} isPending={project.isPending} onProject={(read) => project.mutate(read)} />
            {project.error !== null && <ProblemNotice error={project.error} />}
            {project.data?.project.partial && <Notice tone="warn" title={t('ui.add.project.partial')} />}
            {project.data && (
              <Offer
                key={project.submittedAt}
                found={project.data.found}
                files={project.data.project.files}
                mark={String(project.submittedAt)}
                empty={t('ui.add.project.empty', { name: project.data.project.name })}
              />
            )}
          </div>
        )}
      </QueryView>
    </Page>
  )
}

interface DropZoneProps {
  kinds: ProjectFileKinds
  isPending: boolean
  onProject: (project: PickedProject) => void
}

function DropZone({ kinds, isPending, onProject }: DropZoneProps) {
  const t = useText()
  const { pickProject, pickFile, announce } = usePlatform()
  const [isOver, setOver] = useState(false)
  const take = (reading: Promise<PickedProject | null>): void =>
    void reading.then((read) => read && onProject(read)).catch(() => announce(t('ui.add.project.refused'), 'bad'))
  const file = (): Promise<PickedProject | null> =>
    pickFile({ title: t('ui.add.project.file'), accept: [] }).then(
      (picked) => picked && { name: picked.name, files: [{ path: picked.name, text: picked.text }], partial: false },
    )
  const over = (event: DragEvent): void => {
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(readDrop(event.dataTransfer, kinds))
  }
  return (
    <div
      onDrop={drop}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      className={`flex flex-wrap items-center gap-3 rounded-lg border border-dashed p-6 ${isOver ? 'border-accent bg-accent-soft' : 'border-edge bg-sunken'}`}
    >
      <div className="min-w-56 flex-1">
        <p className="font-semibold">{t('ui.add.project.drop')}</p>
        <p className="text-sm text-ink-soft">{t('ui.add.project.read')}</p>
      </div>
      <Button
        look="primary"
        icon={FolderOpen}
        isPending={isPending}
        onPress={() => take(pickProject(t('ui.add.project.folder'), kinds))}
      >
        {t('ui.add.project.folder')}
      </Button>
      <Button icon={FileText} isDisabled={isPending} onPress={() => take(file())}>
        {t('ui.add.project.file')}
      </Button>
    </div>
  )
}
