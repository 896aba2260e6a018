import { Argument, type Command, Option } from 'commander'
import type { MirrorField, MirrorSource, MirrorType } from '#shared/api/mirror'
import { list, readText } from '../argument.ts'
import { t } from '../context.ts'
import { UsageError } from '../problem.ts'

/**
 * How a source is asked for on the command line: by arguments the first that can be, by an option named like the source every other one. The
 * option takes a file where a file's text is wanted.
 */
interface Reading {
  source: MirrorSource
  main: MirrorField
  /** Name of the option that carries the main field; null when arguments do. */
  option: string | null
}

/** Names commands have for themselves. */
const RESERVED = new Set(['name', 'policy', 'preview', 'background', 'json', 'data-dir'])

/** Gives a command the arguments and options its sources ask for. */
export function addFieldOptions(command: Command, type: MirrorType): Reading[] {
  const byArguments = type.sources.find((source) => mainOf(source).kind !== 'file-text')
  const readings = type.sources.map((source) => readingOf(source, source === byArguments))
  const positional = readings.filter((reading) => reading.option === null)
  const names = positional.map(({ main }) => main.placeholder ?? main.label).join(' | ')
  command.addArgument(new Argument('[source...]', names))
  for (const reading of readings) if (reading.option !== null) command.addOption(sourceOption(reading.option, reading))
  const added = new Set(readings.flatMap(({ option }) => option ?? []))
  for (const { source, main } of readings) {
    for (const field of source.fields) {
      const name = dashed(field.name)
      if (field === main || added.has(name) || RESERVED.has(name)) continue
      added.add(name)
      command.addOption(optionOf(name, field))
    }
  }
  return readings
}

function mainOf(source: MirrorSource): MirrorField {
  const main = source.fields.find((field) => field.required) ?? source.fields[0]
  if (!main) throw new TypeError(`the source ${source.id} asks nothing`)
  return main
}

function readingOf(source: MirrorSource, byArguments: boolean): Reading {
  return { source, main: mainOf(source), option: byArguments ? null : dashed(source.id) }
}

const placeholderOf = ({ main }: Reading): string => (main.kind === 'file-text' ? '<file>' : '<value>')

function sourceOption(name: string, reading: Reading): Option {
  const { main, source } = reading
  // A file and a choice explain themselves; of anything else it is said what to give.
  const wanted =
    main.kind === 'file-text' || main.kind === 'select'
      ? []
      : [main.placeholder ? `${main.label}: ${main.placeholder}` : main.label]
  const option = new Option(`--${name} ${placeholderOf(reading)}`, [source.description, ...wanted].join(' '))
  return main.kind === 'string-list' ? option.argParser(list) : option
}

function optionOf(name: string, field: MirrorField): Option {
  const description = [field.label, field.help].filter(Boolean).join('. ')
  if (field.kind === 'boolean') return new Option(`--${name}`, description)
  const option = new Option(`--${name} <${field.kind === 'file-text' ? 'file' : 'value'}>`, description)
  if (field.kind === 'string-list') option.argParser(list)
  if (field.options) option.choices(field.options.map(({ value }) => value))
  return option
}

/** The source that the command line means and the answers to its questions. @throws UsageError when it means none or several */
export function mirrorInput(
  readings: readonly Reading[],
  arguments_: readonly string[],
  options: Readonly<Record<string, unknown>>,
): { source: string; input: Record<string, unknown> } {
  const meant = readings.filter(({ option }) =>
    option === null ? arguments_.length > 0 : options[camel(option)] !== undefined,
  )
  const [reading] = meant
  if (!reading || meant.length > 1) throw new UsageError(t('cli.usage.one_source', { sources: usageOf(readings) }))
  const { source, main, option } = reading
  refuseOptionsOfOthers(reading, readings, options)
  const input: Record<string, unknown> = {
    [main.name]: option === null ? valueOf(main, arguments_) : givenBy(main, options[camel(option)]),
  }
  for (const field of source.fields) {
    const value = options[camel(dashed(field.name))]
    if (field === main || value === undefined || RESERVED.has(dashed(field.name))) continue
    input[field.name] = field.kind === 'file-text' ? readText(String(value)) : value
  }
  return { source: source.id, input }
}

/** @throws UsageError for an option that the meant source does not ask for: left out in silence, it would mirror far more than was wanted */
function refuseOptionsOfOthers(
  meant: Reading,
  readings: readonly Reading[],
  options: Readonly<Record<string, unknown>>,
): void {
  const asks = ({ source }: Reading, name: string): boolean =>
    source.fields.some((field) => dashed(field.name) === name)
  for (const { source, main } of readings) {
    for (const field of source.fields) {
      const name = dashed(field.name)
      if (field === main || RESERVED.has(name) || options[camel(name)] === undefined || asks(meant, name)) continue
      const owners = readings.filter((reading) => asks(reading, name))
      throw new UsageError(t('cli.usage.other_source', { option: name, sources: usageOf(owners) }))
    }
  }
}

const givenBy = (field: MirrorField, value: unknown): unknown =>
  field.kind === 'file-text' ? readText(String(value)) : value

function valueOf(field: MirrorField, arguments_: readonly string[]): string | string[] {
  if (field.kind === 'string-list') return [...arguments_]
  if (arguments_.length === 1) return arguments_[0] as string
  throw new UsageError(t('cli.usage.one_value', { field: field.label }))
}

function usageOf(readings: readonly Reading[]): string {
  return readings
    .map((reading) =>
      reading.option === null
        ? (reading.main.placeholder ?? reading.main.label)
        : `--${reading.option} ${placeholderOf(reading)}`,
    )
    .join(', ')
}

const dashed = (name: string): string => name.replaceAll('_', '-')
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
