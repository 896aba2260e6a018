/** The starts of *Add a mirror*: what this machine, a project or an address offers. */
import * as z from 'zod'
import type { Discovery, MirrorProposal, ProjectFile, ProjectFileKinds } from '#shared/api/discovery'
import { OWN_API_ROOT } from '#shared/wire'
import { thisMachine } from '#engine/machine/machine'
import { Remote, type RemoteInstance } from '#engine/db/masters'
import {
  discoverAddress,
  discoverMachine,
  discoverProject,
  discoverRemote,
  projectFileKinds,
  recipes,
} from '#engine/plugin/discover'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { LARGE_BODY, MEBIBYTE, ok, type Operation } from '../operation.ts'

const ROOT = `${OWN_API_ROOT}discovery/`
const TAG = 'Discovery'

const MAX_FILES = 500

/** Folders that hold what others made. */
const SKIPPED_FOLDERS = [
  'node_modules',
  'bower_components',
  'vendor',
  'target',
  'dist',
  'build',
  'out',
  '__pycache__',
  'venv',
  'site-packages',
]

export const MirrorProposalSchema = z.object({
  plugin: z.string(),
  source: z.string(),
  title: z.string(),
  detail: z.string(),
  name: z.string(),
  policy: z.enum(['immediate', 'on_demand', 'streamed']).optional(),
  input: z.record(z.string(), z.unknown()),
  files: z.record(z.string(), z.string()),
  choices: z.record(z.string(), z.array(z.string())),
  missing: z.array(z.string()),
  selected: z.boolean(),
  exists: z.boolean(),
  notes: z.array(z.string()),
}) satisfies z.ZodType<MirrorProposal>

const DiscoverySchema = z.object({
  proposals: z.array(MirrorProposalSchema),
  seen: z.array(
    z.object({
      tool: z.string(),
      label: z.string(),
      file: z.string(),
      addresses: z.array(z.object({ name: z.string().nullable(), address: z.string(), enabled: z.boolean() })),
      plugin: z.string().nullable(),
    }),
  ),
}) satisfies z.ZodType<Discovery>

const ProjectFileKindsSchema = z.object({
  kinds: z.array(z.object({ pattern: z.string(), tool: z.string(), label: z.string(), plugin: z.string().nullable() })),
  skipped_folders: z.array(z.string()),
  max_depth: z.number().int(),
  max_files: z.number().int(),
  max_file_size: z.number().int(),
  max_total_size: z.number().int(),
}) satisfies z.ZodType<ProjectFileKinds>

const ProjectSchema = z.strictObject({
  files: z.array(z.strictObject({ path: z.string().min(1).max(4096), text: z.string() })).max(MAX_FILES),
})

const AddressSchema = z.strictObject({ url: z.string().trim().min(1).max(2000) })

const RemoteSchema = z.strictObject({ remote: z.string().meta({ format: 'uri' }) })

const FOUND = { description: 'What can be mirrored.', name: 'Discovery', schema: DiscoverySchema }

export function discoveryOperations(context: ApiContext): Operation[] {
  const { engine } = context
  const machine = context.machine ?? thisMachine()
  return [
    {
      id: 'discovery_machine_read',
      method: 'GET',
      path: `${ROOT}machine/`,
      tag: TAG,
      summary: 'Show what the package managers of this machine are set to',
      answers: { 200: FOUND },
      run: async () => ok(await discoverMachine(engine, machine)),
    },
    {
      id: 'discovery_recipes_list',
      method: 'GET',
      path: `${ROOT}recipes/`,
      tag: TAG,
      summary: 'List starting points',
      answers: { 200: { description: 'The recipes.', schema: z.array(MirrorProposalSchema) } },
      run: () => ok(recipes(engine, machine)),
    },
    {
      id: 'discovery_project_files_read',
      method: 'GET',
      path: `${ROOT}project-files/`,
      tag: TAG,
      summary: 'Show which files of a project are looked at',
      answers: { 200: { description: 'The kinds.', name: 'ProjectFileKinds', schema: ProjectFileKindsSchema } },
      run: () =>
        ok({
          kinds: projectFileKinds(engine),
          skipped_folders: SKIPPED_FOLDERS,
          max_depth: 8,
          max_files: MAX_FILES,
          max_file_size: 32 * MEBIBYTE,
          max_total_size: 48 * MEBIBYTE,
        } satisfies ProjectFileKinds),
    },
    {
      id: 'discovery_project',
      method: 'POST',
      path: `${ROOT}project/`,
      tag: TAG,
      summary: 'Say which mirrors the files of a project ask for',
      body: { name: 'Project', schema: ProjectSchema },
      bodyLimit: LARGE_BODY,
      answers: { 200: FOUND },
      run(call) {
        const { files } = parseBody(ProjectSchema, call.body) as { files: ProjectFile[] }
        return ok(discoverProject(engine, files, machine))
      },
    },
    {
      id: 'discovery_address',
      method: 'POST',
      path: `${ROOT}address/`,
      tag: TAG,
      summary: 'Say what lives at an address',
      body: { name: 'Address', schema: AddressSchema },
      answers: { 200: FOUND },
      async run(call) {
        const { url } = parseBody(AddressSchema, call.body)
        return ok(await discoverAddress(engine, url, machine, call.signal))
      },
    },
    {
      id: 'discovery_remote',
      method: 'POST',
      path: `${ROOT}remote/`,
      tag: TAG,
      summary: 'Say what lives at the address of a remote now, asked with its credentials, proxy and certificates',
      body: { name: 'RemoteToAsk', schema: RemoteSchema },
      answers: { 200: FOUND },
      async run(call) {
        const { id } = context.references.require('remote', parseBody(RemoteSchema, call.body).remote, 'remote')
        const remote = Remote.get(engine.catalogue, id).cast() as unknown as RemoteInstance
        return ok(await discoverRemote(engine, remote, machine, call.signal))
      },
    },
  ]
}
