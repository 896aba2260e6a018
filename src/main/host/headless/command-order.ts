/** In what order and under which headings the help lists the commands: what is used every day first. */
import type { Command } from 'commander'
import { formatMessage as t } from '#shared/i18n/format'

const GROUPS = {
  daily: ['mirror', 'serve', 'client', 'airplane', 'status', 'search', 'schedule', 'task', 'download'],
  care: [
    'storage',
    'verify',
    'repair',
    'prune',
    'reclaim',
    'version',
    'orphan',
    'backup',
    'restore',
    'move-data',
    'rebuild',
    'setting',
    'secrets',
    'diagnostics',
  ],
} as const

/** Puts the commands in order; what no group names, such as the resources of the API, comes last. */
export function orderCommands(program: Command): void {
  const known: readonly string[] = Object.values(GROUPS).flat()
  const place = (command: Command): number => known.indexOf(command.name()) + 1 || known.length + 1
  const commands = program.commands as Command[]
  commands.sort((one, other) => place(one) - place(other))
  for (const command of commands) command.helpGroup(t(`cli.group.${groupOf(command.name())}`))
  program.helpCommand(true)
}

function groupOf(name: string): 'daily' | 'care' | 'more' {
  for (const [group, names] of Object.entries(GROUPS))
    if ((names as readonly string[]).includes(name)) return group as keyof typeof GROUPS
  return 'more'
}
