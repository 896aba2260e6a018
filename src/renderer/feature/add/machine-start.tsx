import { RefreshCw } from 'lucide-react'
import { Button } from '../../component/button.tsx'
import { Page } from '../../component/page.tsx'
import { QueryView } from '../../component/query-view.tsx'
import { useText } from '../../component/text.ts'
import { useMachine } from '../../state/discovery.ts'
import { BackLink } from './back-link.tsx'
import { Offer } from './offer.tsx'

/** What the package managers of the computer are set to, offered as mirrors. */
export function MachineStart() {
  const t = useText()
  const machine = useMachine()
  return (
    <Page
      title={t('ui.add.start.machine')}
      lead={<BackLink />}
      actions={
        <Button icon={RefreshCw} isPending={machine.isFetching} onPress={() => void machine.refetch()}>
          {t('ui.add.again')}
        </Button>
      }
    >
      <QueryView query={machine}>
        {(found) => (
          <Offer found={found} files={[]} empty={t('ui.add.machine.empty')} mark={String(machine.dataUpdatedAt)} />
        )}
      </QueryView>
    </Page>
  )
}
