/** A thread that only reads the catalogue: for questions that take long. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toErrorBody } from '#shared/error'
import { Catalogue } from '#engine/db/catalogue'
import type { FromReader, ToReader } from './message.ts'

const host = parentPort as MessagePort
const catalogue = Catalogue.open((workerData as { file: string }).file, { readonly: true })

host.on('message', ({ id, sql, values }: ToReader) => {
  const answer = (message: FromReader): void => host.postMessage(message)
  try {
    const bound = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
    answer({ id, rows: catalogue.prepare(sql).all(...bound) })
  } catch (error) {
    answer({ id, error: toErrorBody(error) })
  }
})
