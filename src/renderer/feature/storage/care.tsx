import { useState } from 'react'
import { Button } from '../../component/button.tsx'
import { Code } from '../../component/code.tsx'
import { TextInput } from '../../component/field.tsx'
import { Notice } from '../../component/notice.tsx'
import { Section } from '../../component/page.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useAbout } from '../../state/about.ts'
import { type CareKind, useCare } from '../../state/storage.ts'

const COUNTS = ['files', 'bytes', 'missing', 'corrupted', 'repaired', 'on_demand', 'unreferenced', 'lost'] as const

/** What a check, a repair or a backup found, as far as it can be counted. */
function useFindings(result: unknown): string {
  const t = useText()
  const values = (result ?? {}) as Record<string, unknown>
  return COUNTS.flatMap((name) => {
    const value = Array.isArray(values[name]) ? values[name].length : values[name]
    return typeof value === 'number' ? t(`ui.care.found.${name}`, { count: value }) : []
  }).join(' ')
}

/** Checking, repairing, backing up, moving and rebuilding. */
export function Care() {
  const t = useText()
  const about = useAbout().data
  const care = useCare()
  const [kind, setKind] = useState<CareKind | null>(null)
  const [folder, setFolder] = useState('')
  const findings = useFindings(care.data?.result)
  const run = (one: CareKind): void => {
    setKind(one)
    care.mutate({ kind: one, folder })
  }
  return (
    <Section title={t('ui.care.title')}>
      <div className="card flex flex-col gap-5 p-5 text-sm">
        <div className="flex flex-wrap items-center gap-3">
          <Button isPending={care.isPending} onPress={() => run('verify')}>
            {t('ui.care.verify')}
          </Button>
          <Button isPending={care.isPending} onPress={() => run('repair')}>
            {t('ui.care.repair')}
          </Button>
          <p className="min-w-60 flex-1 text-ink-mute">{t('ui.care.help')}</p>
        </div>
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            run('backup')
          }}
        >
          <div className="min-w-60 flex-1">
            <TextInput
              label={t('ui.care.backup.folder')}
              help={t('ui.care.backup.help')}
              isRequired
              isMono
              value={folder}
              onChange={setFolder}
            />
          </div>
          <Button type="submit" isDisabled={folder === ''} isPending={care.isPending}>
            {t('ui.care.backup')}
          </Button>
        </form>
        {care.isPending && <output className="text-ink-mute">{t('ui.care.running')}</output>}
        {care.error && <ProblemNotice error={care.error} />}
        {care.data && kind && (
          <Notice tone="info" title={t(`ui.care.done.${kind}`)}>
            {findings}
          </Notice>
        )}
        {about && (
          <>
            <Code title={t('ui.care.restore')} note={null} text={`stillwater restore ${folder || '<folder>'}`} />
            <Code
              title={t('ui.care.move')}
              note={null}
              text={`stillwater move-data --data-dir '${about.data_dir}' <new-folder>`}
            />
            <Code title={t('ui.care.rebuild')} note={null} text={`stillwater rebuild --data-dir '${about.data_dir}'`} />
          </>
        )}
      </div>
    </Section>
  )
}
