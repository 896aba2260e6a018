import * as z from 'zod'

export type JsonSchema = Record<string, unknown>

/** The named schemas of a document. */
export class Components {
  private readonly schemas = new Map<string, JsonSchema>()

  get all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  put(name: string, schema: JsonSchema): void {
    this.schemas.set(name, schema)
  }

  /** A reference to the schema under its name. */
  reference(name: string, schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    if (!this.schemas.has(name)) this.put(name, convert(schema, io))
    return refTo(name)
  }

  /** Pulp's list envelope around the items. */
  page(name: string, item: JsonSchema): JsonSchema {
    const page = `Paginated${name.replaceAll('.', '')}List`
    const link = { type: 'string', nullable: true, format: 'uri' }
    this.put(page, {
      type: 'object',
      required: ['count', 'results'],
      properties: {
        count: { type: 'integer' },
        next: link,
        previous: link,
        results: { type: 'array', items: item },
      },
    })
    return refTo(page)
  }

  inline(schema: z.ZodType): JsonSchema {
    return convert(schema, 'output')
  }
}

const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    // OpenAPI 3.0.3, "nullable": a list of values must name null too.
    override({ jsonSchema }) {
      const { nullable, enum: values } = jsonSchema as { nullable?: boolean; enum?: unknown[] }
      if (nullable && values && !values.includes(null)) values.push(null)
    },
  }) as JsonSchema
  return rest
}
