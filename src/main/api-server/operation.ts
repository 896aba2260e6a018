/**
 * One thing the API can do. Routes and the OpenAPI document are both made from these, so neither can say what the other does not know.
 */
import type { Readable } from 'node:stream'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ZodType } from 'zod'
import type { ApiMethod } from '#shared/wire'

export type QueryValues = Readonly<Record<string, string | string[]>>

/** A part of a multipart body, in the order of arrival. */
export type Part = { kind: 'field'; name: string; value: string } | { kind: 'file'; name: string; stream: Readable }

/** One request, with nothing of the web framework. */
export interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly query: QueryValues
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
  /** Path and query as the client sent them. */
  readonly url: string
  /** `http://host:port` as the client reached us; empty in process. */
  readonly origin: string
  /** Who asks; null only on open operations. */
  readonly user: string | null
  /** Made by this very process. */
  readonly inProcess: boolean
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly address: string
  readonly port: number
  parts(): AsyncIterable<Part>
  /** Takes the connection over; for streams of events. */
  takeOver(): { request: IncomingMessage; response: ServerResponse }
}

export interface Answer {
  status: number
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** What is no JSON. */
  raw?: { contentType: string; content: Buffer | string }
}

export interface QueryParameter {
  name: string
  description?: string
  /** JSON schema of the text. */
  schema: Record<string, unknown>
  required?: boolean
}

export interface BodyDescription {
  /** Name of the schema in the OpenAPI document, such as `file.FileRepository`. */
  name: string
  schema: ZodType
  multipart?: boolean
  /** JSON is understood as well as a multipart form: the file may be named instead of sent. */
  orJson?: boolean
  required?: boolean
}

export interface AnswerDescription {
  description: string
  /** Name in the OpenAPI document; left out for schemas written in place. */
  name?: string
  schema?: ZodType
  /** The body is a page of these. */
  paged?: boolean
}

export interface Operation {
  /** Pulp's operation id, such as `repositories_file_file_list`. */
  id: string
  method: ApiMethod
  /** Absolute, ending with a slash; `:name` for parameters. */
  path: string
  /** Pulp addresses single objects by their href: the name of that parameter and the beginning of the path it stands for. */
  href?: { parameter: string; prefix: string }
  tag: string
  summary: string
  query?: readonly QueryParameter[]
  /** Headers the client must send. */
  headers?: readonly QueryParameter[]
  body?: BodyDescription
  answers: Readonly<Record<number, AnswerDescription>>
  /** Answers without authentication. */
  open?: boolean
  /** False for what is shown to the administrator only: guests get every other answer to GET. */
  guests?: false
  /** Bytes of JSON accepted; 1 MiB unless said otherwise. */
  bodyLimit?: number
  /** Answers null when it took the connection over. */
  run(call: Call): Promise<Answer | null> | Answer | null
}

export const MEBIBYTE = 1024 * 1024
/** For bodies that may carry a lockfile. */
export const LARGE_BODY = 64 * MEBIBYTE

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const accepted = (taskHref: string): Answer => ({ status: 202, body: { task: taskHref } })
export const noContent = (): Answer => ({ status: 204 })
