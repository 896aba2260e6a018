import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../component/button.tsx'
import { Section } from '../../component/page.tsx'
import { ScrollRegion } from '../../component/scroll-region.tsx'
import { useText } from '../../component/text.ts'

/** What this program is made with, and under which terms. */
export function Licences() {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const list = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('virtual:licences')).default,
    enabled: isOpen,
    staleTime: Infinity,
  })
  return (
    <Section
      title={t('ui.licences.title')}
      actions={
        <Button look="quiet" onPress={() => setOpen(!isOpen)}>
          {t(isOpen ? 'ui.licences.hide' : 'ui.licences.show')}
        </Button>
      }
    >
      {isOpen && list.data && (
        <ScrollRegion label={t('ui.licences.title')} className="card max-h-80 text-sm">
          <table className="w-full">
            <tbody className="divide-y divide-line">
              {list.data.map(({ name, version, licence }) => (
                <tr key={`${name} ${version}`}>
                  <th scope="row" className="px-4 py-1.5 text-start font-normal wrap-anywhere">
                    {name}
                  </th>
                  <td className="num px-4 py-1.5 text-ink-mute">{version}</td>
                  <td className="px-4 py-1.5">{licence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Section>
  )
}
