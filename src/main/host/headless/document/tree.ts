/** The commands as plain data, for what is generated of them. */
import type { Command } from 'commander'

export interface Choice {
  /** Such as `--policy`. */
  flags: string[]
  /** As in the help, such as `--policy <policy>`. */
  usage: string
  description: string
  takesValue: boolean
  choices: readonly string[]
}

export interface Node {
  /** Words after the program's name. */
  path: readonly string[]
  description: string
  /** Such as `<object>`. */
  arguments: readonly string[]
  options: readonly Choice[]
  commands: readonly Node[]
}

export function treeOf(command: Command, path: readonly string[] = []): Node {
  const help = { flags: ['-h', '--help'], usage: '-h, --help', takesValue: false, choices: [] }
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => ({
      flags: [option.short, option.long].flatMap((flag) => flag ?? []),
      usage: option.flags,
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    }))
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map((one) => {
      const name = one.variadic ? `${one.name()}...` : one.name()
      return one.required ? `<${name}>` : `[${name}]`
    }),
    options: [...options, { ...help, description: '' }],
    commands: command.commands.map((child) => treeOf(child, [...path, child.name()])),
  }
}

/** A node and all below it. */
export function allNodes(node: Node): Node[] {
  return [node, ...node.commands.flatMap(allNodes)]
}
