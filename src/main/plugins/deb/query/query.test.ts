import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StillwaterError } from '#shared/error'
import { parseParagraph } from '../control/paragraph.ts'
import { compareVersions } from '../version.ts'
import { formatQuery, type Query } from './ast.ts'
import { matches } from './match.ts'
import { parseQuery, SPECIAL_FIELDS } from './parse.ts'

const comparison = fc.constantFrom('<<', '<=', '=', '>=', '>>', '%' as const)
const value = fc.oneof(fc.stringMatching(/^[A-Za-z0-9.+~:-]{1,12}$/), fc.string({ minLength: 1, maxLength: 12 }))
const condition = fc.oneof(fc.constant({ comparison: null, value: '' }), fc.record({ comparison, value }))
const term: fc.Arbitrary<Query> = fc.oneof(
  fc
    .tuple(
      fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{1,10}$/),
      condition,
      fc.option(fc.constantFrom('amd64', 'all', 'arm64')),
    )
    .map(([name, rest, architecture]): Query => ({ kind: 'package', name, architecture, ...rest })),
  fc
    .tuple(fc.constantFrom('Section', 'Priority', 'Tag', 'Depends', ...SPECIAL_FIELDS), condition)
    .map(([field, rest]): Query => ({ kind: 'field', field, ...rest })),
)
const query: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => {
  const operands = fc
    .tuple(tie('query'), tie('query'), fc.array(tie('query'), { maxLength: 2 }))
    .map(([a, b, rest]): [Query, Query, ...Query[]] => [a, b, ...rest])
  return {
    query: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      term,
      tie('query').map((operand): Query => ({ kind: 'not', operand })),
      operands.map((all): Query => ({ kind: 'and', operands: all })),
      operands.map((all): Query => ({ kind: 'or', operands: all })),
    ),
  }
}).query

test('135 a query written as text and read again is the same', () => {
  fc.assert(
    fc.property(query, (tree) => {
      expect(parseQuery(formatQuery(tree))).toEqual(tree)
    }),
    { numRuns: 1000 },
  )
})

test('135 whatever is typed is either a query or refused by name', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab1 ()|,!&{}<>=%~"\'\\$AN.*[') }), (text) => {
      try {
        parseQuery(text)
      } catch (error) {
        expect(error).toBeInstanceOf(StillwaterError)
        expect((error as StillwaterError).code).toBe('deb.query_invalid')
      }
    }),
    { numRuns: 3000 },
  )
})

test('135 what is refused is named with its place', () => {
  const problem = (text: string): unknown => {
    try {
      return parseQuery(text)
    } catch (error) {
      return (error as StillwaterError).params
    }
  }
  expect(problem('nginx (>= 1')).toMatchObject({ column: 12, problem: expect.stringContaining(')') })
  expect(problem('$Nothing (= 1)')).toMatchObject({ column: 1 })
  expect(problem('Name (~ (a)\\1)')).toBeTypeOf('object')
  expect(problem('Name (~ "(a)\\\\1")')).toMatchObject({ problem: expect.stringContaining('linear') })
  expect(problem(`${'('.repeat(200)}a${')'.repeat(200)}`)).toMatchObject({ problem: expect.stringContaining('deep') })
  expect(problem('a '.repeat(10_000))).toMatchObject({ problem: expect.stringContaining('longer') })
})

const STANZAS = [
  'Package: nginx\nVersion: 1.22.1-9\nArchitecture: amd64\nSection: httpd\nPriority: optional\nDepends: libc6 (>= 2.34), perl:any | python3\nTag: role::program, web::server',
  'Package: nginx\nVersion: 1.18.0-6\nArchitecture: amd64\nSection: httpd\nPriority: optional',
  'Package: nginx-doc\nVersion: 1:0.1~rc1\nArchitecture: all\nSection: doc\nPriority: extra\nSource: nginx (1.22.1-9)',
  'Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\nSection: libs\nPriority: required\nEssential: yes\nProvides: libc6-2.36 (= 2.36-9)',
  'Package: g++\nVersion: 4:12.2\nArchitecture: arm64\nSection: devel\nPriority: optional\nDescription: the compiler\n of C++',
].map((text, index) => parseParagraph(text, 'Packages', index + 1))
const found = (text: string): number[] => {
  const tree = parseQuery(text)
  return STANZAS.flatMap((one, index) => (matches(tree, one) ? [index] : []))
}

describe('135 the queries of docs/deb-query.md', () => {
  // Each with a scan that knows nothing of the language.
  const line = (name: string) => (one: (typeof STANZAS)[number]) => one.line(name) ?? ''
  test.each<[string, (one: (typeof STANZAS)[number]) => boolean]>([
    ['nginx', (one) => line('Package')(one) === 'nginx'],
    [
      'nginx (>= 1.20)',
      (one) => line('Package')(one) === 'nginx' && compareVersions(line('Version')(one), '1.20') >= 0,
    ],
    ['nginx (<< 1.22.1-9)', (one) => line('Version')(one) === '1.18.0-6'],
    ['nginx-doc {all}', (one) => line('Package')(one) === 'nginx-doc'],
    ['"g++"', (one) => line('Package')(one) === 'g++'],
    ['g++', (one) => line('Package')(one) === 'g++'],
    ['Name (% nginx*)', (one) => line('Package')(one).startsWith('nginx')],
    ['Name (~ ^lib[a-z]+[0-9]$)', (one) => line('Package')(one) === 'libc6'],
    ['Section (doc)', (one) => line('Section')(one) === 'doc'],
    ['Priority (required) | Priority (extra)', (one) => ['required', 'extra'].includes(line('Priority')(one))],
    ['Tag (web::server)', (one) => line('Tag')(one).includes('web::server')],
    ['Depends (perl)', (one) => line('Depends')(one).includes('perl')],
    ['Depends (= "libc6 (>= 2.34)")', (one) => line('Depends')(one).includes('libc6 (>= 2.34)')],
    ['Essential', (one) => line('Essential')(one) !== ''],
    ['!Essential', (one) => line('Essential')(one) === ''],
    ['$Source (nginx)', (one) => line('Package')(one).startsWith('nginx')],
    ['$SourceVersion (= 1.22.1-9)', (one) => ['1.22.1-9', '1:0.1~rc1'].includes(line('Version')(one))],
    ['$Version (>> 1:0)', (one) => line('Version')(one).includes(':')],
    [
      '$Architecture (amd64), !Section (libs)',
      (one) => line('Architecture')(one) === 'amd64' && line('Section')(one) !== 'libs',
    ],
    [
      'not (Section (httpd) or Section (doc)) and $PackageType (deb)',
      (one) => !['httpd', 'doc'].includes(line('Section')(one)),
    ],
    ['Description (% *C++)', (one) => line('Package')(one) === 'g++'],
  ])('%s', (text, scan) => {
    const expected = STANZAS.flatMap((one, index) => (scan(one) ? [index] : []))
    expect(expected.length).toBeGreaterThan(0)
    expect(found(text)).toEqual(expected)
  })
})

test('135 an expression that would take for ever elsewhere does not here', () => {
  const [stanza] = [parseParagraph(`Package: ${'a'.repeat(200)}\nDescription: ${'a'.repeat(60_000)}b`, 'Packages', 1)]
  expect(matches(parseQuery('Description (~ "^(a+)+$")'), stanza as NonNullable<typeof stanza>)).toBe(false)
  expect(matches(parseQuery('Description (% a*a*a*a*a*a*c)'), stanza as NonNullable<typeof stanza>)).toBe(false)
})
