/** Forms: what may be written of an object, derived from its schema. */

export type FormFieldKind =
  | 'text'
  | 'long-text'
  | 'url'
  | 'number'
  | 'boolean'
  | 'select'
  | 'multi-select'
  | 'string-list'
  | 'pairs'
  | 'reference'
  | 'reference-list'
  | 'json'

export interface FormField {
  name: string
  kind: FormFieldKind
  /** Whether there may be no value at all. */
  nullable: boolean
  required: boolean
  /** Goes in and never comes out. */
  secret: boolean
  /** The choices, in the order of the schema. */
  options?: string[]
  /** What each of them is called, where its plugin says so. */
  option_labels?: Record<string, string>
  min?: number
  max?: number
  default?: unknown
  /** What a reference, or each of a list, points at. */
  target?: string
  /** In the words of the plugin. */
  label?: string
  help?: string
}

export interface FormBody {
  kind: string
  pulp_type: string
  /** The address that is written to: the object's own, or the list's for a new one. */
  href: string
  fields: FormField[]
}
