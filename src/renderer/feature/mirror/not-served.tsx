import { Radio } from 'lucide-react'
import type { MirrorBody } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { Button } from '../../component/button.tsx'
import { Notice } from '../../component/notice.tsx'
import { ProblemNotice } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { change, useChange } from '../../state/change.ts'
import { idOf } from '../../state/href.ts'

/** A mirror that nobody can reach, and the one button that changes it. */
export function NotServed({ mirror }: { mirror: MirrorBody }) {
  const t = useText()
  const serve = useChange(() => change('POST', `${OWN_API_ROOT}mirrors/${idOf(mirror.repository)}/serve/`))
  return (
    <div className="flex flex-col gap-3">
      <Notice
        tone="info"
        title={t('ui.mirror.not_served')}
        action={
          <Button look="primary" icon={Radio} acts isPending={serve.isPending} onPress={() => serve.mutate(undefined)}>
            {t('ui.mirror.serve')}
          </Button>
        }
      >
        {t('ui.mirror.not_served.about')}
      </Notice>
      {serve.error && <ProblemNotice error={serve.error} />}
    </div>
  )
}
