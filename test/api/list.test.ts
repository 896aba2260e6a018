/** Lists: filters and their lookups, expressions, order, pages, fields. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

const REPOSITORIES = `${V3}repositories/file/file/`
const REMOTES = `${V3}remotes/file/file/`
const FILES = `${V3}content/file/files/`
const NAMES = ['alpha', 'Alpine', 'beta', 'gamma[1]', 'gamma%_2', 'delta']

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  for (const [index, name] of NAMES.entries()) {
    await api.call('POST', REMOTES, {
      name,
      url: `http://127.0.0.1:1/${index}/PULP_MANIFEST`,
      rate_limit: index === 0 ? null : index * 10,
      pulp_labels: { place: index % 2 ? 'odd' : 'even' },
    })
  }
})
afterAll(() => api.close())

const asked = async (list: string, query: Record<string, string>): Promise<Json> =>
  api.call('GET', `${list}?${new URLSearchParams(query)}`)

const named = async (query: Record<string, string>): Promise<string[]> => {
  const { status, body } = await asked(REMOTES, { ordering: 'pulp_created', ...query })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.results.map(({ name }: Json) => name)
}

test.each<[Record<string, string>, string[]]>([
  [{ name: 'alpha' }, ['alpha']],
  [{ name__ne: 'alpha' }, NAMES.slice(1)],
  [{ name__iexact: 'ALPHA' }, ['alpha']],
  [{ name__in: 'alpha,beta,nobody' }, ['alpha', 'beta']],
  [{ name__contains: 'lp' }, ['alpha', 'Alpine']],
  [{ name__contains: 'AL' }, []],
  [{ name__icontains: 'AL' }, ['alpha', 'Alpine']],
  [{ name__contains: '[1]' }, ['gamma[1]']],
  [{ name__icontains: '%_' }, ['gamma%_2']],
  [{ name__startswith: 'al' }, ['alpha']],
  [{ name__istartswith: 'AL' }, ['alpha', 'Alpine']],
  [{ name__endswith: 'ta' }, ['beta', 'delta']],
  [{ name__endswith: 'TA' }, []],
  [{ name__iendswith: 'TA' }, ['beta', 'delta']],
  [{ name__regex: '^.{4,5}$' }, ['alpha', 'beta', 'delta']],
  [{ name__regex: '^AL' }, []],
  [{ name__iregex: '^AL\\w+$' }, ['alpha', 'Alpine']],
  [{ name__iregex: '[A-B]{1}\\W' }, ['gamma[1]', 'gamma%_2']],
  [{ rate_limit__isnull: 'true' }, ['alpha']],
  [{ rate_limit__isnull: 'false', name__contains: 'l' }, ['Alpine', 'delta']],
  [{ rate_limit: '20' }, ['beta']],
  [{ rate_limit__gt: '20' }, NAMES.slice(3)],
  [{ rate_limit__gte: '20', rate_limit__lt: '40' }, ['beta', 'gamma[1]']],
  [{ rate_limit__lte: '10' }, ['Alpine']],
  [{ rate_limit__range: '20,40' }, ['beta', 'gamma[1]', 'gamma%_2']],
  [{ rate_limit__in: '10,50' }, ['Alpine', 'delta']],
  [{ pulp_created__gt: '2001-01-01T00:00:00+01:00', name: 'beta' }, ['beta']],
  [{ pulp_created__range: '2001-01-01,2002-01-01' }, []],
  [{ pulp_label_select: 'place=odd', name__contains: 'l' }, ['Alpine', 'delta']],
])('111 filter %j', async (query, expected) => {
  expect(await named(query)).toEqual(expected)
})

test('111 objects are named by href, PRN and id, one or many of them', async () => {
  const { results } = await api.get(`${REMOTES}?name__in=alpha,beta&ordering=name`)
  const [alpha, beta] = results
  const id = (href: string): string => href.split('/').at(-2) ?? ''
  expect(await named({ pulp_href: alpha.pulp_href })).toEqual(['alpha'])
  expect(await named({ pulp_href__in: `${alpha.pulp_href},${beta.pulp_href}` })).toEqual(['alpha', 'beta'])
  expect(await named({ prn__in: `${alpha.prn},${beta.prn}` })).toEqual(['alpha', 'beta'])
  expect(await named({ pulp_id__in: `${id(alpha.pulp_href)},${id(beta.pulp_href)}` })).toEqual(['alpha', 'beta'])
  expect(await named({ q: `pulp_href="${alpha.pulp_href}" OR prn="${beta.prn}"` })).toEqual(['alpha', 'beta'])
})

test.each([
  ['name=alpha', ['alpha']],
  ['name="alpha" OR name=\'beta\'', ['alpha', 'beta']],
  ['NOT name=alpha', NAMES.slice(1)],
  ['name__icontains=al AND NOT name__contains=pin', ['alpha']],
  ['NOT (name__icontains=al OR name__contains=ta)', ['gamma[1]', 'gamma%_2']],
  ['name=alpha OR name=beta AND rate_limit=20', ['alpha', 'beta']],
  ['(name=alpha OR name=beta) AND rate_limit=20', ['beta']],
  ['name__in="alpha,beta" AND(  rate_limit__isnull=true)', ['alpha']],
  // Not greater than 20 is also what has no limit at all.
  ['NOT rate_limit__gt=20', ['alpha', 'Alpine', 'beta']],
  ['NOT NOT name=alpha', ['alpha']],
  ['pulp_label_select="place=odd" AND name__contains=l', ['Alpine', 'delta']],
  ['name="a OR b"', []],
])('111 q %s', async (q, expected) => {
  expect(await named({ q })).toEqual(expected)
})

test('111 q narrows with the filters beside it, and on every list', async () => {
  expect(await named({ name__contains: 'ta', q: 'name=beta OR name=alpha' })).toEqual(['beta'])
  const document = (await api.get(`${V3}docs/api.json`)) as Json
  const lists = Object.entries<Json>(document.paths).flatMap(([path, { get }]) =>
    get?.operationId.endsWith('_list') && !path.includes('{') ? [{ path, parameters: get.parameters }] : [],
  )
  expect(lists.length).toBeGreaterThan(15)
  for (const { path, parameters } of lists) {
    const names: string[] = parameters.map(({ name }: Json) => name)
    if (!names.includes('limit') || path.endsWith('/search/')) continue
    expect([path, names.includes('q')]).toEqual([path, true])
    const filter = names.find((name) => name.endsWith('__in')) ?? names.at(-1)
    const { status, body } = await asked(path, { q: `NOT ${filter}="zzz" OR ${filter}="yyy"` })
    expect([path, status < 500 && (status === 200 || 'q' in body)]).toEqual([path, true])
    const unknown = await asked(path, { colour: 'red', limit: '1' })
    expect([path, unknown.status, Object.keys(unknown.body)]).toEqual([path, 400, ['colour']])
  }
})

test.each([
  ['colour=red', "Filter 'colour' does not exist."],
  ['name="test" and', 'Syntax error in expression.'],
  ['name="test" AND', 'Syntax error in expression.'],
  ['name="test" AND (name="test2"', 'Syntax error in expression.'],
  ['name="test', 'Syntax error in expression.'],
  ['"name"=test', 'Syntax error in expression.'],
  ['limit=1', "Filter 'limit' does not exist."],
  ['ordering=name', "Filter 'ordering' does not exist."],
  ['q="name=a"', "Filter 'q' does not exist."],
  ['rate_limit=many', 'rate_limit: '],
  ['name__regex="("', 'name__regex: '],
  ['name=1 OR name=2 OR name=3 OR name=4 OR name=5 OR name=6 OR name=7 OR name=8', 'Filter expression exceeds'],
  ['(name=1 OR name=2) OR name=3 OR name=4 OR name=5 OR name=6 OR name=7', 'Filter expression exceeds'],
  ['(name=1 OR NOT name=2) OR name=3 OR name=4 OR name=5 OR name=6', 'Filter expression exceeds'],
])('111 q that cannot be: %s', async (q, message) => {
  const { status, body } = await asked(REMOTES, { q })
  expect([status, Object.keys(body)]).toEqual([400, ['q']])
  expect(body.q[0]).toContain(message)
})

test('111 q that is meant to exhaust the server is refused', async () => {
  for (const q of [`${'NOT '.repeat(900)} name=a`, `${'('.repeat(1500)}name=a`, 'x'.repeat(5000)]) {
    const { status, body } = await asked(REMOTES, { q })
    expect([status, Object.keys(body)]).toEqual([400, ['q']])
  }
})

test('111 seven comparisons joined once are just simple enough', async () => {
  const q = Array.from({ length: 7 }, (_, index) => `name="t${index}"`).join(' OR ')
  expect(await named({ q })).toEqual([])
})

test('111 a regular expression is bounded: in length, and in what it can cost', async () => {
  await api.call('POST', REMOTES, { name: `${'a'.repeat(250)}!`, url: 'http://127.0.0.1:1/' })
  // Each of these takes a going-back engine longer than anyone waits.
  for (const regex of ['^(a+)+$', '^(a|aa)+$', '(a*)*(a*)*(a*)*#', `${'a*'.repeat(60)}#`])
    expect(await named({ name__regex: regex })).toEqual([])
  for (const regex of ['(', '(a)\\1', '(?=a)', 'a'.repeat(201)]) {
    const { status, body } = await asked(REMOTES, { name__regex: regex })
    expect([status, Object.keys(body)]).toEqual([400, ['name__regex']])
    expect(body.name__regex[0]).toContain('cannot be used')
  }
})

test.each([
  [{ ordering: 'colour' }, 'ordering'],
  [{ rate_limit__range: '1' }, 'rate_limit__range'],
  [{ limit: '0' }, 'limit'],
  [{ limit: '-1' }, 'limit'],
  [{ offset: 'x' }, 'offset'],
  [{ minimal: 'perhaps' }, 'minimal'],
  [{ after: 'nowhere' }, 'after'],
  [{ after: Buffer.from('["x"]').toString('base64url') }, 'after'],
])('111 %j is refused', async (query, field) => {
  const { status, body } = await asked(REMOTES, query as Record<string, string>)
  expect([status, Object.keys(body)]).toEqual([400, [field]])
})

test('111 a page is never longer than a thousand, and fields are chosen', async () => {
  const { body } = await asked(REMOTES, { limit: '100000', fields: 'name,url', exclude_fields: 'url' })
  expect(body.next).toBeNull()
  expect(Object.keys(body.results[0])).toEqual(['name'])
  const minimal = (await asked(REMOTES, { minimal: 'true', name: 'alpha' })).body.results[0]
  expect(minimal).toMatchObject({ name: 'alpha', rate_limit: null })
  expect(minimal).not.toHaveProperty('pulp_labels')
  const one = (await asked(REMOTES, { name: 'alpha' })).body.results[0].pulp_href
  expect(await api.get(`${one}?minimal=true&fields=name,pulp_labels`)).toEqual({ name: 'alpha' })
})

/** Names on all pages, with something done between one page and the next. */
async function walk(query: Record<string, string>, between: (page: number) => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  let path: string | null = `${REPOSITORIES}?${new URLSearchParams(query)}`
  for (let page = 0; path !== null; page++) {
    const body: Json = await api.get(path)
    seen.push(...body.results.map(({ name }: Json) => name))
    path = body.next
    if (path !== null) await between(page)
  }
  return seen
}

test.each<Record<string, string>>([
  {},
  { ordering: 'name' },
  { ordering: '-name' },
  { ordering: 'description' },
  { ordering: '-description,name' },
  { ordering: 'pulp_id' },
  { ordering: '-pk' },
  { ordering: 'retain_repo_versions,-pulp_created' },
])('111 a walk over pages, ordered by %j, while rows come and go', async (query) => {
  const tag = `walk-${JSON.stringify(query).replaceAll(/\W/g, '')}`
  const make = (name: string, more: object = {}): Promise<Json> =>
    api.call('POST', REPOSITORIES, { name: `${tag}-${name}`, ...more })
  const before = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']
  // Equal and missing values of what is ordered by.
  for (const [index, name] of before.entries())
    await make(name, {
      description: index % 3 ? `d${index % 2}` : null,
      retain_repo_versions: index % 2 ? 5 : null,
    })
  const seen = await walk({ ...query, limit: '2', name__startswith: tag }, async (page) => {
    if (page > 6) return
    await make(`a${page}`)
    await make(`z${page}`, { description: 'd0' })
  })
  const old = seen.map((name) => name.slice(tag.length + 1)).filter((name) => name.startsWith('m'))
  expect(old.toSorted()).toEqual(before)
  expect(new Set(seen).size).toBe(seen.length)
  const all = await walk({ ...query, limit: '1000', name__startswith: tag }, () => Promise.resolve())
  expect(await walk({ ...query, limit: '4', name__startswith: tag }, () => Promise.resolve())).toEqual(all)

  // What is deleted between pages takes nothing else along.
  const half = await walk({ ...query, limit: '3', name__startswith: tag }, async (page) => {
    if (page > 0) return
    const first: Json = await api.get(
      `${REPOSITORIES}?${new URLSearchParams({ ...query, limit: '2', name__startswith: tag })}`,
    )
    for (const { pulp_href } of first.results) await api.settle('DELETE', pulp_href)
  })
  expect(half).toEqual(all)
})

test('111 pages of a version are walked along its members', async () => {
  const { body: repository } = await api.call('POST', REPOSITORIES, { name: 'held' })
  for (let index = 0; index < 7; index++) {
    const answer = await api.http(FILES, {
      method: 'POST',
      body: uploadForm(`f${index}`, `bytes ${index}`, repository.pulp_href),
    })
    await api.finished(((await answer.json()) as Json).task)
  }
  const version = (await api.get(repository.pulp_href)).latest_version_href
  const paths: string[] = []
  for (let next: string | null = `${FILES}?repository_version=${version}&limit=3`; next !== null;) {
    const page: Json = await api.get(next)
    expect(page.count).toBe(7)
    paths.push(...page.results.map((one: Json) => one.relative_path))
    next = page.next
  }
  expect(paths).toEqual(['f6', 'f5', 'f4', 'f3', 'f2', 'f1', 'f0'])
  const some: Json = await api.get(
    `${FILES}?repository_version=${version}&q=${encodeURIComponent('NOT relative_path=f1')}`,
  )
  expect(some.count).toBe(6)
  // Filters on columns of the master and of the type, joined.
  const q = encodeURIComponent('relative_path=f1 OR pulp_created__lt=2001-01-01')
  expect((await api.get(`${FILES}?q=${q}`)).count).toBe(1)
})

test('111 units in no version for some time are listed', async () => {
  const answer = await api.http(FILES, { method: 'POST', body: uploadForm('lonely', 'alone') })
  await api.finished(((await answer.json()) as Json).task)
  const orphans = async (minutes: string): Promise<string[]> =>
    (await asked(FILES, { orphaned_for: minutes })).body.results.map((one: Json) => one.relative_path)
  expect(await orphans('0')).toEqual(['lonely'])
  expect(await orphans('10')).toEqual([])
  expect((await asked(FILES, { orphaned_for: 'long' })).status).toBe(400)
})

test('111 workers, which are in no table, are listed the same way', async () => {
  const workers = `${V3}workers/`
  const names: string[] = (await api.get(`${workers}?ordering=-name`)).results.map((one: Json) => one.name)
  expect(names.toSorted().toReversed()).toEqual(names)
  const [first = '', second = ''] = names
  const count = async (query: Record<string, string>): Promise<number> => (await asked(workers, query)).body.count
  expect(await count({ name: first })).toBe(1)
  expect(await count({ name__in: `${first},${second}` })).toBe(2)
  expect(await count({ q: `NOT name="${first}" AND name__iregex="^WORKER|^w|."` })).toBe(names.length - 1)
  expect(await count({ last_heartbeat__gt: '2001-01-01' })).toBe(names.length)
  expect(await count({ pulp_created__range: '2001-01-01,2002-01-01' })).toBe(0)
})
