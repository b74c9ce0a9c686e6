/** The shells that can complete words. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell loads: it asks `datafeed completion --words` at each Tab and offers the answers, so that no script goes stale.
 * An answer is a line: what to type, and after a tab what it is. The last line says what else the shell may offer.
 */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of datafeed for bash: source <(datafeed completion bash)
_datafeed_completion() {
  local line offered=() last=""
  # Bash cuts words at colons, which names and URLs have: the line is cut at blanks alone.
  local cur prev words cword
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n := cur prev words cword
  else
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur="\${COMP_WORDS[COMP_CWORD]}"
  fi
  while IFS= read -r line; do
    [[ -n $last ]] && offered+=("\${last%%$'\\t'*}")
    last=$line
  done < <("\${words[0]}" completion --words "$cword" -- "\${words[@]:1}" 2>/dev/null)
  if [[ $last == :files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    COMPREPLY=()
    local one
    for one in "\${offered[@]}"; do COMPREPLY+=("$(printf '%q' "$one")"); done
  fi
  declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$cur"
  return 0
}
complete -F _datafeed_completion datafeed
`,
  zsh: `#compdef datafeed
# Completion of datafeed for zsh: source <(datafeed completion zsh), after compinit.
_datafeed() {
  local line last="" offered=()
  while IFS= read -r line; do
    [[ -n $last ]] && offered+=("\${\${last%%$'\\t'*}//:/\\\\:}:\${last#*$'\\t'}")
    last=$line
  done < <("\${words[1]}" completion --words $((CURRENT - 1)) -- "\${(@Q)words[2,-1]}" 2>/dev/null)
  if [[ $last == :files ]]; then
    _files
  else
    _describe datafeed offered
  fi
}
compdef _datafeed datafeed
`,
  fish: `# Completion of datafeed for fish: datafeed completion fish | source
function __datafeed_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answers (command $words[1] completion --words (math (count $words) - 1) -- $words[2..-1] 2>/dev/null)
    if test "$answers[-1]" = ":files"
        __fish_complete_path (commandline -ct)
    else if test (count $answers) -gt 1
        printf '%s\\n' $answers[1..-2]
    end
end
complete -c datafeed -f -a '(__datafeed_complete)'
`,
};

/** The script for a shell. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}
