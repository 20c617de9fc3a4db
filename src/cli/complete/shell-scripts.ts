/**
 * What each shell runs at each press of the key: it asks `saltern __complete -- WORDS` and takes a word a line; `:files`
 * alone stands for files, which the shell knows better. No filtering there: a part of a name finds the whole.
 */
export const SHELL_SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_saltern() {
  mapfile -t COMPREPLY < <("$1" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "\${COMPREPLY[0]-}" = :files ]; then
    COMPREPLY=()
    compopt -o default
  fi
}
complete -F _saltern saltern`,
  zsh: `#compdef saltern
_saltern() {
  local -a found
  found=("\${(@f)$("$words[1]" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $found[1] == :files ]]; then _files
  elif [[ -n $found[1] ]]; then compadd -U -- $found
  fi
}
if [[ \${funcstack[1]-} == _saltern ]]; then _saltern "$@"; else compdef _saltern saltern; fi`,
  fish: `function __saltern_complete
  set -l typed (commandline -opc) (commandline -ct)
  set -l found ($typed[1] __complete -- $typed[2..] 2>/dev/null)
  if test "$found[1]" = :files
    __fish_complete_path (commandline -ct)
  else
    string join \\n -- $found
  end
end
complete -c saltern -f -a '(__saltern_complete)'`,
};
