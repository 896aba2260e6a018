import * as z from 'zod'
import { KeyBody, TrustBody, TrustStepBody } from '#shared/api/trust'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { OWN_API_ROOT } from '#shared/wire'
import { type RemoteInstance, Remote } from '#engine/db/masters'
import { updateObject } from '#engine/repository/update-object'
import { describeKeys } from '#engine/signature/on-demand'
import { pinningRemote } from '#engine/signature/pinned-keys'
import { addSigningKey } from '#engine/signature/on-demand'
import { rotateSigningKey } from '#engine/signature/rotate-signing-key'
import { explainTrust } from '#engine/trust/explain'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { valuesOf } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { accepted, type Call, created, MEBIBYTE, ok, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { trustBody } from './trust-body.ts'

const PATH = `${OWN_API_ROOT}trust/`
const TAG = 'Trust'
const TASK = { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted }
const KEYRING = 8 * MEBIBYTE

const readSchema = z.strictObject({ keys: z.string().min(1).meta({ description: 'Armored text, or base64.' }) })
const pinSchema = z.strictObject({
  remote: z.string().meta({ description: 'Href or PRN of a remote.', format: 'uri' }),
  keys: z
    .string()
    .nullable()
    .meta({ description: 'The keys that count from now on; null for none: nothing is checked.' }),
  fingerprints: z.array(z.string()).meta({
    description: 'The fingerprints of exactly these keys, compared with what the owner of the keys says.',
  }),
})
const newKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Armored; a new key is made without. */
  secret_key: z.string().max(KEYRING).nullable().default(null),
  passphrase: z.string().nullable().default(null),
})

const signingKeySchema = z.object({ name: z.string(), fingerprint: z.string(), public_key: z.string() })

const rotateSchema = z.strictObject({ name: z.string(), fingerprint: z.string() })

const plain = (fingerprint: string): string => fingerprint.replaceAll(/[\s:]/g, '').toUpperCase()

/** Pins keys whose fingerprints the user named. @throws StillwaterError `trust.fingerprints_differ` (409) */
async function pin(context: ApiContext, call: Call): Promise<string> {
  const { remote: named, keys, fingerprints } = parseBody(pinSchema, call.body)
  const { model, id } = context.references.require('remote', named, 'remote')
  const given = Remote.get(context.engine.catalogue, id) as RemoteInstance
  const pinning = pinningRemote(context.engine, given)
  if (!pinning) throw fieldError('remote', 'wrong_type', { type: model.type })
  const found = keys === null ? [] : (await describeKeys(keys)).map(({ fingerprint }) => fingerprint)
  const same = new Set(fingerprints.map(plain))
  if (found.length !== same.size || found.some((one) => !same.has(one)))
    throw new StillwaterError('trust.fingerprints_differ', { found: found.join(', ') || '-' }, { status: 409 })
  const input = { kind: 'remote' as const, id, values: { [pinning.pins.field]: keys } }
  return dispatchTask(context.engine, updateObject, input, { exclusive: [model.prnOf(id)], immediate: true })
}

const reference = { type: 'string', format: 'uri' }

/** Why a unit of a version is believed. @throws ValidationError */
async function explain(context: ApiContext, call: Call): Promise<TrustStepBody[]> {
  const { engine, references } = context
  const { model, id } = references.require('content', valuesOf(call.query['content']).at(-1), 'content')
  const version = references.requireVersion('repository_version', valuesOf(call.query['repository_version']).at(-1))
  const steps = await explainTrust(engine, model.get(engine.catalogue, id), version)
  return steps.map((one) => ({ id: one.id, state: one.state, text: formatMessage(`trust.${one.id}`, one.params) }))
}

/** Keys, certificates, and why files are believed. */
export function trustOperations(context: ApiContext): Operation[] {
  const { engine } = context
  return [
    {
      id: 'trust_read',
      method: 'GET',
      path: PATH,
      tag: TAG,
      summary: 'Show all keys and certificates, who trusts them, and what is wrong with them',
      answers: { 200: { description: 'What is trusted.', name: 'Trust', schema: TrustBody } },
      run: async () => ok(await trustBody(context)),
    },
    {
      id: 'trust_explain',
      method: 'GET',
      // Reads whole files.
      guests: false,
      path: `${PATH}explain/`,
      tag: TAG,
      summary: 'Say why a file of a version is trusted: each link of the chain, checked anew where it can be',
      query: [
        { name: 'content', required: true, schema: reference },
        { name: 'repository_version', required: true, schema: reference },
      ],
      answers: { 200: { description: 'The links.', schema: z.array(TrustStepBody) } },
      run: async (call) => ok(await explain(context, call)),
    },
    {
      id: 'trust_keys_describe',
      method: 'POST',
      path: `${PATH}describe/`,
      tag: TAG,
      summary: 'Say what keys are in a text, before they are pinned',
      body: { name: 'KeyText', schema: readSchema },
      bodyLimit: KEYRING,
      answers: { 200: { description: 'The keys.', schema: z.array(KeyBody) } },
      run: async (call) => ok(await describeKeys(parseBody(readSchema, call.body).keys)),
    },
    {
      id: 'trust_pin',
      method: 'POST',
      path: `${PATH}pins/`,
      tag: TAG,
      summary: 'Pin keys to a remote in the place of those it has',
      body: { name: 'Pin', schema: pinSchema },
      bodyLimit: KEYRING,
      answers: { 202: TASK, 409: { description: 'The fingerprints are those of other keys.' } },
      run: async (call) => accepted(await pin(context, call)),
    },
    {
      id: 'trust_signing_key_create',
      method: 'POST',
      path: `${PATH}signing-keys/`,
      tag: TAG,
      summary: 'Make a further signing key, or bring one along',
      body: { name: 'NewSigningKey', schema: newKeySchema },
      bodyLimit: KEYRING,
      answers: {
        201: { description: 'The key.', schema: signingKeySchema },
        409: { description: 'There is one of that name.' },
      },
      async run(call) {
        const { name, secret_key: secretKey, passphrase } = parseBody(newKeySchema, call.body)
        const { fingerprint, publicKey } = await addSigningKey(engine, { name, secretKey, passphrase })
        return created({ name, fingerprint, public_key: publicKey })
      },
    },
    {
      id: 'trust_signing_key_rotate',
      method: 'POST',
      path: `${PATH}signing-keys/rotate/`,
      tag: TAG,
      summary: 'Replace an own signing key by a new one',
      body: { name: 'SigningKeyRotation', schema: rotateSchema },
      answers: { 202: TASK },
      run: (call) =>
        accepted(
          dispatchTask(engine, rotateSigningKey, parseBody(rotateSchema, call.body), {
            exclusive: ['core:signing-key'],
          }),
        ),
    },
  ]
}
