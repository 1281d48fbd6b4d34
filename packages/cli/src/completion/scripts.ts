/** Each asks `keywright complete -- <words>` and is answered one candidate a line: value, tab, description. */
export const SCRIPTS = {
  bash: `# keywright completion for bash
_keywright() {
  local candidate
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("$candidate")
  done < <(keywright complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _keywright keywright
`,
  zsh: `#compdef keywright
# keywright completion for zsh
_keywright() {
  local -a candidates
  local value description
  while IFS=$'\\t' read -r value description; do
    candidates+=("\${value//:/\\\\:}:$description")
  done < <(keywright complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe keywright candidates; else _files; fi
}
compdef _keywright keywright
`,
  fish: `# keywright completion for fish
function __keywright_candidates
  set --local words (commandline --tokenize --cut-at-cursor --current-process)
  keywright complete -- $words[2..-1] (commandline --current-token --cut-at-cursor) 2>/dev/null
end
complete --command keywright --arguments '(__keywright_candidates)'
`,
} as const;

export type Shell = keyof typeof SCRIPTS;
