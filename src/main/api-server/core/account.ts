/** Pulp's lists of accounts, for tools that ask for them. There is one user, the administrator, who may do everything; nothing is granted by roles. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { ADMIN } from '../guard/authenticate.ts'
import { fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters } from '../list/list.ts'
import { memoryList } from '../list/memory-list.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'

const USERS = `${API_ROOT}users/`

const UserSchema = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  id: z.number().int(),
  username: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  is_staff: z.boolean(),
  is_active: z.boolean(),
  date_joined: z.iso.datetime(),
  groups: z.array(z.string()),
})

const named = (name: string): Field => ({ name, column: name, type: 'text', nullable: false })

function administrator({ started }: ApiContext): z.infer<typeof UserSchema> {
  return {
    pulp_href: `${USERS}1/`,
    prn: 'prn:auth.user:1',
    id: 1,
    username: ADMIN,
    first_name: '',
    last_name: '',
    email: '',
    is_staff: true,
    is_active: true,
    date_joined: isoTime(started),
    groups: [],
  }
}

/** Kinds that tools ask for and of which there are none here. */
const EMPTY = [
  { id: 'groups_list', path: 'groups/', tag: 'Groups', summary: 'List groups of users: there are none' },
  { id: 'roles_list', path: 'roles/', tag: 'Roles', summary: 'List roles: there are none' },
  { id: 'domains_list', path: 'domains/', tag: 'Domains', summary: 'List domains: there are none' },
] as const

const NamedSchema = z.object({ pulp_href: z.string(), prn: z.string(), name: z.string() })

/** `users_list`, `users_read` and the lists that are empty. */
export function accountOperations(context: ApiContext): Operation[] {
  const fields = [named('username'), named('email')]
  const filters = fields.flatMap((field) => fieldFilters(field, context.references))
  const source = memoryList(fields, filters, () => [administrator(context)])
  const one = { description: 'The user.', name: 'UserResponse', schema: UserSchema }
  return [
    {
      id: 'users_list',
      method: 'GET',
      path: USERS,
      tag: 'Users',
      summary: 'List users',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'users_read',
      method: 'GET',
      path: `${USERS}:id/`,
      href: { parameter: 'auth_user_href', prefix: `${USERS}:id/` },
      tag: 'Users',
      summary: 'Show one user',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run(call) {
        if (call.params.id !== '1') throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(administrator(context), call.query))
      },
    },
    ...EMPTY.map((list) => emptyList(context, list)),
  ]
}

function emptyList(context: ApiContext, { path, ...operation }: (typeof EMPTY)[number]): Operation {
  const fields = [named('name')]
  const source = memoryList(
    fields,
    fields.flatMap((field) => fieldFilters(field, context.references)),
    () => [],
  )
  return {
    ...operation,
    method: 'GET',
    path: `${API_ROOT}${path}`,
    query: listParameters(source),
    answers: { 200: { description: 'A page.', name: 'NamedResponse', schema: NamedSchema, paged: true } },
    run: (call) => listAnswer(call, source),
  }
}
