/** The manual page, in the man macros that every system has. */
import { VERSION } from '#shared/version'
import { t } from '../context.ts'
import { allNodes, type Node } from './tree.ts'

/** Text of a line: a backslash, a minus sign and a dot at the start of a line mean something to roff, and it reads ASCII only. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(['.])/gm, '\\&$1')
    .replaceAll(/[\u0080-\uffff]/g, (one) => `\\[u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`)
}

const section = (title: string, lines: readonly string[]): string[] => [`.SH ${title}`, ...lines]
const item = (term: string, text: string): string[] => ['.TP', `.B ${escaped(term)}`, escaped(text)]

export function manualPage(root: Node): string {
  const own = allNodes(root).filter(({ path, commands }) => path.length > 0 && commands.length === 0)
  const words = own.filter(({ path }) => path[0] !== 'api')
  return [
    `.TH STILLWATER 1 "" "Stillwater ${VERSION}" "User Commands"`,
    ...section('NAME', [`stillwater \\- ${escaped(t('cli.program'))}`]),
    ...section('SYNOPSIS', ['.B stillwater', '.I command', '[\\fIoption\\fR ...]']),
    ...section(
      'DESCRIPTION',
      t('cli.man.description')
        .split('\n\n')
        .flatMap((text) => ['.PP', escaped(text)]),
    ),
    ...section('COMMANDS', words.flatMap(commandLines)),
    ...section('EXIT STATUS', [
      ...item('0', t('cli.man.exit.ok')),
      ...item('1', t('cli.man.exit.failed')),
      ...item('2', t('cli.man.exit.usage')),
      ...item('130, 143, 129', t('cli.man.exit.interrupted')),
    ]),
    ...section('ENVIRONMENT', [
      ...item('STILLWATER_DATA_DIR', t('cli.man.environment.data_dir')),
      ...item('STILLWATER_ADMIN_PASSWORD', t('cli.man.environment.admin_password')),
      ...item('STILLWATER_LANGUAGE', t('cli.man.environment.language')),
      ...item('STILLWATER_*', t('cli.man.environment.settings')),
    ]),
    '',
  ].join('\n')
}

function commandLines({ path, description, arguments: names, options }: Node): string[] {
  const usage = [path.join(' '), ...names].join(' ')
  const own = options.filter(
    ({ flags }) => !['--help', '--data-dir', '--json', '--filter'].includes(flags.at(-1) ?? ''),
  )
  const lines = own.flatMap((option) => item(option.usage, option.description))
  return ['.SS ' + escaped(usage), escaped(description), ...lines]
}
