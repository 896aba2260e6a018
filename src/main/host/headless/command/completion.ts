import { type Command, Option } from 'commander'
import { type Context, t } from '../context.ts'
import { completionScript, type Shell, SHELLS } from '../document/completion.ts'
import { manualPage } from '../document/manual.ts'
import { type Node, treeOf } from '../document/tree.ts'

/** Everything the program can be told, read off the program that is told so. */
export type Everything = () => Promise<Command>

/** `completion <shell>` and `man`: both are made of all commands there are. */
export function addCompletion(program: Command, context: Context, everything: Everything): void {
  const tree = async (): Promise<Node> => treeOf(await everything())
  const completion = program.command('completion').description(t('cli.completion'))
  for (const shell of SHELLS)
    completion
      .command(shell)
      .description(t('cli.completion.shell', { shell }))
      .action(async () => write(context, completionScript(await tree(), shell satisfies Shell)))
  program
    .command('man')
    .description(t('cli.man'))
    .addOption(new Option('--tree', t('cli.man.tree')))
    .action(async ({ tree: asTree }: { tree?: boolean }) => {
      const root = await tree()
      write(context, asTree ? JSON.stringify(root) : manualPage(root))
    })
}

const write = ({ output }: Context, text: string): void => output.line(text.trimEnd())
