import { expect, test } from 'vitest'
import { planIndices, type Selection } from './index-plan.ts'
import { parseRelease } from './release-file.ts'
import { parseSuite } from './suite.ts'

const ALL: Selection = {
  components: ['main'],
  architectures: ['amd64'],
  sources: false,
  udebs: false,
  installer: false,
  generic: [],
  languages: [],
  verbatim: true,
  ignoreMissing: false,
}

test('48 a verbatim mirror keeps every file of its component and architecture, and what is for all of them', () => {
  const wanted = [
    'main/binary-amd64/Packages.xz',
    'main/binary-all/Packages.xz',
    'main/debian-installer/binary-amd64/Packages.xz',
    'main/Contents-amd64.gz',
    'main/Contents-all.gz',
    'main/Contents-udeb-amd64.gz',
    'main/Contents-udeb-all.gz',
    'main/dep11/Components-amd64.yml.xz',
    'main/i18n/Translation-de.bz2',
    'main/source/Sources.xz',
  ]
  const others = ['main/Contents-udeb-arm64.gz', 'main/binary-arm64/Packages.xz', 'contrib/Contents-all.gz']
  const lines = [...wanted, ...others].map((path) => ` ${'0'.repeat(64)} 1 ${path}\n`).join('')
  const text = `Architectures: all amd64 arm64\nComponents: main contrib\nSHA256:\n${lines}`
  const plan = planIndices(parseSuite('stable'), parseRelease(Buffer.from(text), 'Release'), ALL)
  expect(plan.keep.map(({ entry }) => entry.path)).toEqual(wanted)
})
