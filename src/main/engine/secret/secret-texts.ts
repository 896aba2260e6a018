import type { Engine } from '../engine.ts'
import { moveSecrets } from './remote-secrets.ts'
import { isSealed } from './secret-box.ts'

/** Every secret that the catalogue keeps, in clear text: to be looked for in what is about to leave, and for nothing else. */
export function secretTexts({ catalogue, secrets }: Pick<Engine, 'catalogue' | 'secrets'>): string[] {
  const found: string[] = []
  moveSecrets(catalogue, (field, text) => {
    const plain = isSealed(text) ? secrets.open(field, text) : text
    if (plain !== null) found.push(plain)
    // Stays as it is.
    return text
  })
  const headers = catalogue.prepare('SELECT header_value AS value FROM core_headercontentguard').all()
  // Clients send it in base64.
  const spelled = (headers as { value: string }[]).flatMap(({ value }) => [
    value,
    Buffer.from(value).toString('base64'),
    Buffer.from(value, 'base64').toString('utf8'),
  ])
  return [...found, ...spelled]
}
