import { Argument, type Command, Option } from 'commander'
import type { MirrorField, MirrorSource, MirrorType } from '#shared/api/mirror'
import { list, readText } from '../argument.ts'
import { t } from '../context.ts'
import { UsageError } from '../problem.ts'

/** How a source is asked for on the command line: a file behind an option named like the source, everything else as arguments. */
interface Reading {
  source: MirrorSource
  main: MirrorField
  /** Name of the option that carries the main field; null when arguments do. */
  option: string | null
}

/** Names commands have for themselves. */
const RESERVED = new Set(['source', 'name', 'policy', 'preview', 'background', 'json', 'data-dir'])

/** Gives a command the arguments and options its sources ask for. */
export function addFieldOptions(command: Command, type: MirrorType): Reading[] {
  const readings = type.sources.map(readingOf)
  const positional = readings.filter((reading) => reading.option === null)
  const names = positional.map(({ main }) => main.placeholder ?? main.label).join(' | ')
  command.addArgument(new Argument('[source...]', names))
  for (const { source, option } of readings)
    if (option !== null) command.addOption(new Option(`--${option} <file>`, source.description))
  if (positional.length > 1) {
    const choice = new Option('--source <source>', t('cli.mirror.source', { source: positional[0]?.source.id ?? '' }))
    command.addOption(choice.choices(type.sources.map(({ id }) => id)))
  }
  const added = new Set<string>()
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

function readingOf(source: MirrorSource): Reading {
  const main = source.fields.find((field) => field.required) ?? source.fields[0]
  if (!main) throw new TypeError(`the source ${source.id} asks nothing`)
  return { source, main, option: main.kind === 'file-text' ? dashed(source.id) : null }
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
  const byArguments = readings.filter(({ option }) => option === null && arguments_.length > 0)
  const byOption = readings.filter(({ option }) => option !== null && options[camel(option)] !== undefined)
  const named = readings.filter(({ source }) => source.id === options.source)
  // Of several sources that are asked by arguments, the first is meant unless one is named.
  const meant = named.length > 0 ? named : [...byOption, ...byArguments.slice(0, 1)]
  const [reading] = meant
  if (!reading || meant.length > 1) throw new UsageError(t('cli.usage.one_source', { sources: usageOf(readings) }))
  const { source, main, option } = reading
  const input: Record<string, unknown> = {
    [main.name]: option === null ? valueOf(main, arguments_) : readText(String(options[camel(option)])),
  }
  for (const field of source.fields) {
    const value = options[camel(dashed(field.name))]
    if (field === main || value === undefined || RESERVED.has(dashed(field.name))) continue
    input[field.name] = field.kind === 'file-text' ? readText(String(value)) : value
  }
  return { source: source.id, input }
}

function valueOf(field: MirrorField, arguments_: readonly string[]): string | string[] {
  if (field.kind === 'string-list') return [...arguments_]
  if (arguments_.length === 1) return arguments_[0] as string
  throw new UsageError(t('cli.usage.one_value', { field: field.label }))
}

function usageOf(readings: readonly Reading[]): string {
  return readings
    .map(({ main, option }) => (option === null ? (main.placeholder ?? main.label) : `--${option} <file>`))
    .join(', ')
}

const dashed = (name: string): string => name.replaceAll('_', '-')
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
