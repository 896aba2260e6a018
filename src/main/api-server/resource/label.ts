/** `set_label` and `unset_label`. Shapes and status follow pulpcore's LabelsMixin. */
import * as z from 'zod'
import { uuidToBlob } from '#engine/db/column'
import type { AnyModel } from '#engine/db/model'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError, requestMessage } from '../message.ts'
import { type Call, created, type Operation } from '../operation.ts'
import { requireObject } from './crud.ts'
import { namesOf } from './naming.ts'

// A slug, so that it is safe within a JSON path.
const key = z
  .string()
  .max(255)
  .regex(/^[\w-]+$/, requestMessage('bad_label_key'))
const value = z
  .string()
  .regex(/^[^()]*$/, requestMessage('bad_label'))
  .nullable()

const setSchema = z.strictObject({ key, value })
const unsetSchema = z.strictObject({ key })
const UnsetResponse = z.object({ key: z.string(), value: z.string().nullable() })

/** Labels change by themselves, without waiting for tasks that use the object: they say nothing to the engine. */
export function labelOperations(context: ApiContext, model: AnyModel): Operation[] {
  const names = namesOf(model)
  const common = {
    method: 'POST' as const,
    href: { parameter: names.parameter, prefix: names.item },
    tag: names.tag,
  }
  return [
    {
      ...common,
      id: `${names.id}_set_label`,
      path: `${names.item}set_label/`,
      summary: 'Set a label',
      body: { name: 'SetLabel', schema: setSchema },
      answers: { 201: { description: 'The label.', name: 'SetLabelResponse', schema: setSchema } },
      run: (call) => created(setLabel(context, model, call)),
    },
    {
      ...common,
      id: `${names.id}_unset_label`,
      path: `${names.item}unset_label/`,
      summary: 'Unset a label',
      body: { name: 'UnsetLabel', schema: unsetSchema },
      answers: { 201: { description: 'The label that was set.', name: 'UnsetLabelResponse', schema: UnsetResponse } },
      run: (call) => created(unsetLabel(context, model, call)),
    },
  ]
}

function setLabel(context: ApiContext, model: AnyModel, call: Call): z.infer<typeof setSchema> {
  const { pulp_id } = requireObject(context, model, call)
  const label = parseBody(setSchema, call.body)
  // In one statement: two labels set at the same moment both stay.
  context.engine.catalogue
    .prepare(
      `UPDATE core_${model.kind} SET pulp_labels = json_set(pulp_labels, ?, ?), pulp_last_updated = ? WHERE pulp_id = ?`,
    )
    .run(`$."${label.key}"`, label.value, Date.now(), uuidToBlob(pulp_id))
  tell(context, model, pulp_id)
  return label
}

function unsetLabel(context: ApiContext, model: AnyModel, call: Call): z.infer<typeof UnsetResponse> {
  const { pulp_id } = requireObject(context, model, call)
  const { catalogue } = context.engine
  const label = parseBody(unsetSchema, call.body)
  const path = `$."${label.key}"`
  const before = catalogue.transaction(() => {
    const row = catalogue
      .prepare(
        `SELECT json_extract(pulp_labels, ?) AS value FROM core_${model.kind} WHERE pulp_id = ? AND json_type(pulp_labels, ?) IS NOT NULL`,
      )
      .get(path, uuidToBlob(pulp_id), path) as { value: string | null } | undefined
    if (!row) throw fieldError('key', 'no_such_label', { key: label.key })
    catalogue
      .prepare(
        `UPDATE core_${model.kind} SET pulp_labels = json_remove(pulp_labels, ?), pulp_last_updated = ? WHERE pulp_id = ?`,
      )
      .run(path, Date.now(), uuidToBlob(pulp_id))
    return row.value
  })
  tell(context, model, pulp_id)
  return { key: label.key, value: before }
}

function tell({ engine }: ApiContext, model: AnyModel, id: string): void {
  const [href, prn] = [model.hrefOf(id), model.prnOf(id)]
  engine.emit({ type: 'resource', action: 'updated', href, prn, pulp_type: model.type })
}
