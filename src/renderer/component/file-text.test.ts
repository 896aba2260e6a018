import { expect, test } from 'vitest'
import { fileText } from './file-text.ts'

test('text stays text, and what is no text becomes base64, so that a binary keyring survives', () => {
  expect(fileText(Buffer.from('Schlüssel\n'))).toBe('Schlüssel\n')
  const keyring = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7 + 0x99) % 256))
  expect(Buffer.from(fileText(keyring), 'base64').equals(keyring)).toBe(true)
})
