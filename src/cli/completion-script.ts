/**
 * Completion scripts for shells, generated from the verbs themselves so that both always agree.
 *
 * A script knows every verb with its options and descriptions. It asks the server only for labels, where a label can
 * follow. After an option with a fixed set of values it offers those values; where no verb or option fits, it offers
 * files. A label may contain text that a shell would expand, so no label is ever passed to a shell for evaluation.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { LABELS_VERB } from './verbs/labels-for-shell.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** A word that can follow, and its description. */
interface Word {
  readonly word: string;
  readonly about: string;
}

interface OptionWord extends Word {
  /** Possible values, for an option with a fixed set of them. */
  readonly values: readonly string[];
  /** True when its value can be a label. */
  readonly takesLabel: boolean;
}

/** Names of arguments and values of options that can be labels. */
const LABEL_ARGUMENTS: readonly string[] = ['label', 'handle', 'ours', 'theirs', 'from', 'to', 'onto', 'change'];

/** Words that can follow the verbs typed so far. */
interface Place {
  /** The verbs typed so far, separated by one space; empty after the program's name. */
  readonly verbs: string;
  readonly next: readonly Word[];
  readonly options: readonly OptionWord[];
  /** True when a label can follow. */
  readonly takesLabel: boolean;
}

const WRITERS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish };

/**
 * Makes the script for a shell.
 * @param program the command whose verbs are completed
 */
export function completionScript(shell: Shell, program: CommandUnknownOpts): string {
  return WRITERS[shell](placesOf(program, ''));
}

function placesOf(command: CommandUnknownOpts, verbs: string): Place[] {
  const help = command.createHelp();
  const next = [
    ...help.visibleCommands(command).map((verb) => ({ word: verb.name(), about: verb.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
      argChoices.map((word) => ({ word, about: description })),
    ),
  ];
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].map((option) => ({
    word: option.long ?? option.flags,
    about: option.description,
    values: option.argChoices ?? [],
    takesLabel: LABEL_ARGUMENTS.includes(/<(.*)>/.exec(option.flags)?.[1] ?? ''),
  }));
  const takesLabel = command.registeredArguments.some((argument) => LABEL_ARGUMENTS.includes(argument.name()));
  const visible = command.commands.filter((verb) => help.visibleCommands(command).includes(verb));
  const below = visible.flatMap((verb) => placesOf(verb, `${verbs} ${verb.name()}`.trim()));
  return [{ verbs, next, options, takesLabel }, ...below];
}

function bash(places: readonly Place[]): string {
  return `${WALK}
_treebox_labels() {
  local label
  while IFS= read -r label; do COMPREPLY+=("$(printf %q "$label")"); done \\
    < <("\${COMP_WORDS[0]}" ${LABELS_VERB} -- "$1" 2>/dev/null)
}
_treebox() {
  local current="\${COMP_WORDS[COMP_CWORD]}" verbs words labels=
  verbs=$(_treebox_verbs "\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  case "$verbs" in
${places.map((place) => `    ${quote(place.verbs)}) words=${quote(wordsOf(place))} ;;`).join('\n')}
  esac
  case "$verbs" in
    ${labelPatterns(places)}) labels=yes ;;
  esac
  case "$verbs \${COMP_WORDS[COMP_CWORD-1]}" in
${valuesOf(places, (values) => `words=${quote(values.join(' '))} labels=`)}
    ${labelOptionPatterns(places)}) words= labels=yes ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $labels && $current != -* ]]; then _treebox_labels "$current"; fi
}
complete -o bashdefault -o default -F _treebox treebox
`.replace('@VERBS@', verbPatterns(places));
}

function zsh(places: readonly Place[]): string {
  const described = ({ word, about }: Word) => quote(`${word.replaceAll(':', '\\:')}:${about}`);
  const cases = places.map(({ verbs, next, options }) => {
    return `    ${quote(verbs)}) words_here=(${next.map(described).join(' ')}) options_here=(${options.map(described).join(' ')}) ;;`;
  });
  return `#compdef treebox
${WALK}
_treebox_labels() {
  local -a labels
  labels=("\${(@f)$("\${words[1]}" ${LABELS_VERB} -- "$PREFIX" 2>/dev/null)}")
  labels=("\${(@)labels:#}")
  (( \${#labels} )) && compadd -a labels
}
_treebox() {
  local verbs
  local -a words_here options_here
  verbs=$(_treebox_verbs "\${(@)words[2,CURRENT-1]}")
  case "$verbs \${words[CURRENT-1]}" in
${valuesOf(places, (values) => `compadd -- ${values.map(quote).join(' ')}; return`)}
    ${labelOptionPatterns(places)}) _treebox_labels; return ;;
  esac
  case "$verbs" in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe option options_here
  elif (( \${#words_here} )); then _describe verb words_here
  else _files
  fi
  case "$verbs" in
    ${labelPatterns(places)}) [[ $PREFIX == -* ]] || _treebox_labels ;;
  esac
}
compdef _treebox treebox
`.replace('@VERBS@', verbPatterns(places));
}

function fish(places: readonly Place[]): string {
  const walk = `function _treebox_verbs
  set -l verbs
  for word in (commandline -opc)[2..-1]
    switch "$verbs $word"
      case ${places.map(({ verbs }) => quote(` ${verbs}`)).join(' ')}
        set verbs "$verbs $word"
    end
  end
  test "$verbs" = "$argv[1]"
end
function _treebox_labels
  set -l program (commandline -opc)[1]
  $program ${LABELS_VERB} -- (commandline -ct) 2>/dev/null
end
`;
  const labels = quote('(_treebox_labels)');
  const lines = places.flatMap(({ verbs, next, options, takesLabel }) => {
    const here = `complete -c treebox -n ${quote(`_treebox_verbs ${quote(verbs === '' ? '' : ` ${verbs}`)}`)}`;
    return [
      ...(takesLabel ? [`${here} -a ${labels} -d label`] : []),
      ...next.map(({ word, about }) => `${here} -f -a ${quote(word)} -d ${quote(about)}`),
      ...options
        .filter(({ word }) => word.startsWith('--'))
        .map(({ word, about, values, takesLabel: takesOne }) => {
          const offered = values.length === 0 ? '' : ` -x -a ${quote(values.join(' '))}`;
          const given = takesOne ? ` -x -a ${labels}` : offered;
          return `${here} -l ${quote(word.slice(2))} -d ${quote(about)}${given}`;
        }),
    ];
  });
  return `${walk}${lines.join('\n')}\n`;
}

/** Makes a shell `case` branch for each option with a fixed set of values: the verbs, the option, and the action. */
function valuesOf(places: readonly Place[], offer: (values: readonly string[]) => string): string {
  return places
    .flatMap(({ verbs, options }) =>
      options
        .filter(({ values }) => values.length > 0)
        .map(({ word, values }) => `    ${quote(`${verbs} ${word}`)}) ${offer(values)} ;;`),
    )
    .join('\n');
}

/** Returns the verbs after which a label can follow, as a shell pattern. */
function labelPatterns(places: readonly Place[]): string {
  return places
    .filter(({ takesLabel }) => takesLabel)
    .map(({ verbs }) => quote(verbs))
    .join('|');
}

/** Returns the options whose value can be a label, after their verbs. */
function labelOptionPatterns(places: readonly Place[]): string {
  return places
    .flatMap(({ verbs, options }) =>
      options.filter(({ takesLabel }) => takesLabel).map(({ word }) => quote(`${verbs} ${word}`)),
    )
    .join('|');
}

/**
 * A function for bash and zsh that finds the verbs among the typed words. A word counts as a verb only where that verb
 * exists, because it may be the value of an option.
 */
const WALK = `_treebox_verbs() {
  local verbs= word
  for word in "$@"; do
    case "\${verbs:+$verbs }$word" in @VERBS@) verbs="\${verbs:+$verbs }$word" ;; esac
  done
  printf %s "$verbs"
}`;

function verbPatterns(places: readonly Place[]): string {
  return places
    .filter(({ verbs }) => verbs !== '')
    .map(({ verbs }) => quote(verbs))
    .join('|');
}

function wordsOf({ next, options }: Place): string {
  return [...next, ...options].map(({ word }) => word).join(' ');
}

/** Quotes one word for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
