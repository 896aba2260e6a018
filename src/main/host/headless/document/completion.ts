/** Completion for shells, made of the commands themselves: scripts that need nothing of the program while they complete. */
import { allNodes, type Node } from './tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export function completionScript(root: Node, shell: Shell): string {
  return { bash, zsh, fish }[shell](root)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Cases over the words of the command so far, as both bash and zsh read them. */
function cases(root: Node, indent: string, body: (node: Node) => string): string {
  return allNodes(root)
    .map((node) => `${indent}${quoted(node.path.join(' '))}) ${body(node)} ;;`)
    .join('\n')
}

const wordsOf = (node: Node): string =>
  [...node.commands.map(({ path }) => path.at(-1)), ...node.options.flatMap(({ flags }) => flags)].join(' ')

/** What may follow an option that wants a value: its choices, else a file. */
function valueCases(root: Node, indent: string): string {
  const known = new Map<string, Set<string>>()
  for (const { flags, takesValue, choices } of allNodes(root).flatMap(({ options }) => options))
    for (const flag of takesValue ? flags : []) {
      const all = known.get(flag) ?? new Set()
      for (const choice of choices) all.add(choice)
      known.set(flag, all)
    }
  return [...known].map(([flag, all]) => `${indent}${flag}) values=${quoted([...all].join(' '))} ;;`).join('\n')
}

/** The deepest command that the words before the cursor name. */
const WALK = `  local path='' word i=1
  while [ "$i" -lt "$count" ]; do
    word="\${line[$i]}"
    i=$((i + 1))
    case " $(_stillwater_commands "$path") " in
      *" $word "*) path="\${path:+$path }$word" ;;
    esac
  done`

function functions(root: Node): string {
  return `_stillwater_commands() {
  case "$1" in
${cases(root, '    ', (node) => `echo ${quoted(node.commands.map(({ path }) => path.at(-1)).join(' '))}`)}
  esac
}

_stillwater_words() {
  case "$1" in
${cases(root, '    ', (node) => `echo ${quoted(wordsOf(node))}`)}
  esac
}
`
}

function bash(root: Node): string {
  return `# Completion of stillwater for bash. Put it into ~/.local/share/bash-completion/completions/stillwater.
${functions(root)}
_stillwater() {
  local line=("\${COMP_WORDS[@]}") count=$COMP_CWORD current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" values=-
${WALK}
  case "$previous" in
${valueCases(root, '    ')}
  esac
  COMPREPLY=()
  if [ -z "$values" ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [ "$values" != - ]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$(_stillwater_words "$path")" -- "$current")
  fi
}
complete -F _stillwater stillwater
`
}

function zsh(root: Node): string {
  return `#compdef stillwater
# Completion of stillwater for zsh. Put it as _stillwater into a folder of $fpath.
${functions(root)}
_stillwater() {
  # Nothing else is set: the completions of zsh itself need the options they find.
  setopt local_options ksh_arrays
  local line=("\${words[@]}") count=$((CURRENT - 1)) previous="\${words[CURRENT-2]}" values=-
${WALK}
  case "$previous" in
${valueCases(root, '    ')}
  esac
  unsetopt ksh_arrays
  if [ -z "$values" ]; then
    _files
  elif [ "$values" != - ]; then
    compadd -- \${=values}
  else
    compadd -- \${=$(_stillwater_words "$path")}
  fi
}
if [ "$funcstack[1]" = _stillwater ]; then _stillwater "$@"; else compdef _stillwater stillwater; fi
`
}

/** One line for a word: fish shows the description beside it. */
function fish(root: Node): string {
  const lines = allNodes(root).flatMap((node) => {
    const here = `-n "__stillwater_at ${quoted(node.path.join(' '))}"`
    return [
      ...node.commands.map(
        ({ path, description }) =>
          `complete -c stillwater -f ${here} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`,
      ),
      ...node.options.map(({ flags, description, takesValue, choices }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        const value = takesValue ? ` -r${choices.length > 0 ? `f -a ${quoted(choices.join(' '))}` : ''}` : ''
        return `complete -c stillwater ${here} ${names.join(' ')}${value} -d ${quoted(description)}`
      }),
    ]
  })
  return `# Completion of stillwater for fish. Put it into ~/.config/fish/completions/stillwater.fish.
set -g __stillwater_commands ${allNodes(root)
    .map(({ path }) => quoted(path.join(' ')))
    .join(' ')}
function __stillwater_at
    set -l line (commandline -opc)
    # The same for each condition of one completion.
    if test "$line" != "$__stillwater_line"
        set -g __stillwater_line "$line"
        set -g __stillwater_path ''
        for word in $line[2..-1]
            set -l deeper (string trim -- "$__stillwater_path $word")
            contains -- $deeper $__stillwater_commands; and set __stillwater_path $deeper
        end
    end
    test "$argv[1]" = "$__stillwater_path"
end
${lines.join('\n')}
`
}
